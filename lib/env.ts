import "server-only";
import { z } from "zod";
import { isPrivate } from "#db/tls";
import { keyComplaints, keyVariables } from "#lib/kms/settings";

const isThisMachine = (host: string) => ["127.0.0.1", "::1", "localhost"].includes(host);

const Environment = z
  .object({
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must be a postgres:// URL"),
    APP_ORIGIN: z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => new URL(url).origin === url,
        "must be an origin: no path and no slash at its end",
      ),
    AUTH_SECRET: z.string().min(32, "needs 32 characters or more"),
    CONTEXT_KEY: z.string().min(32, "needs 32 characters or more"),
    ...keyVariables,
    CHARTKEEP_ENV: z
      .enum(["production", "demonstration", "development", "test"])
      .default("production"),
    TRUSTED_PROXY: z.string().optional(),
    MAIL_PROVIDER: z.enum(["smtp", "outbox"]),
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, error: "must be an smtps:// or smtp:// URL" })
      // Options in a query could turn off what keeps the connection private.
      .refine((url) => !/[?#]/.test(url), "must have no query")
      .optional(),
    MAIL_FROM: z
      .string()
      .regex(/^[^\r\n<>@]*<?[^\s<>@]+@[^\s<>@]+>?$/, "must be an address: Name <name@host>")
      .optional(),
    OUTBOX_FOLDER: z.string().min(1).optional(),
    SERVER_DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, "must be a postgres:// URL")
      .optional(),
    OIDC_ALLOW_LOOPBACK: z.enum(["yes"]).optional(),
    METRICS_PORT: z
      .string()
      .regex(/^\d{1,5}$/, "must be a port")
      .transform(Number)
      .refine((port) => port > 0 && port < 65_536, "must be a port")
      .optional(),
    METRICS_HOST: z.string().min(1).optional(),
    METRICS_TOKEN: z.string().min(32, "needs 32 characters or more").optional(),
    CHECKPOINT_NAME: z
      .string()
      .regex(/^[^\s+]{1,200}$/, "must have no spaces and no plus sign")
      .default("chartkeep/audit"),
    CHECKPOINT_FOLDER: z.string().min(1).optional(),
    CHECKPOINT_BUCKET: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket")
      .optional(),
    CHECKPOINT_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).default(2_557),
    WITNESS_URL: z.url({ protocol: /^https?$/ }).optional(),
    WITNESS_KEY: z
      .string()
      .regex(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/, "must be a verifier key: name+id+key")
      .optional(),
  })
  .superRefine((env, check) => {
    for (const { name, message } of keyComplaints(env))
      check.addIssue({ code: "custom", path: [name], message });
  })
  .refine((env) => env.TRUSTED_PROXY !== undefined || env.CHARTKEEP_ENV !== "production", {
    path: ["TRUSTED_PROXY"],
    error: "is needed in production: the address of the proxy, or none",
  })
  .refine((env) => env.CHARTKEEP_ENV !== "production" || isPrivate(env.DATABASE_URL), {
    path: ["DATABASE_URL"],
    error:
      "needs sslmode=verify-full in production: between here and a database elsewhere anybody could listen",
  })
  .refine((env) => env.CHARTKEEP_ENV !== "production" || env.APP_ORIGIN.startsWith("https:"), {
    path: ["APP_ORIGIN"],
    error: "must be https in production: no browser keeps a session without",
  })
  .refine((env) => env.OIDC_ALLOW_LOOPBACK === undefined || env.CHARTKEEP_ENV !== "production", {
    path: ["OIDC_ALLOW_LOOPBACK"],
    error: "is refused in production: a clinic's address must never reach this machine's own ports",
  })
  .refine(
    (env) => isThisMachine(env.METRICS_HOST ?? "127.0.0.1") || env.METRICS_TOKEN !== undefined,
    {
      path: ["METRICS_TOKEN"],
      error: "is needed where METRICS_HOST is not this machine alone",
    },
  )
  .refine((env) => env.MAIL_PROVIDER !== "outbox" || env.CHARTKEEP_ENV !== "production", {
    path: ["MAIL_PROVIDER"],
    error:
      "outbox is refused in production: nobody would get their mail, and anybody could read it",
  })
  .refine((env) => env.MAIL_PROVIDER !== "outbox" || env.OUTBOX_FOLDER !== undefined, {
    path: ["OUTBOX_FOLDER"],
    error: "is needed by MAIL_PROVIDER=outbox",
  })
  .refine((env) => env.MAIL_PROVIDER !== "smtp" || env.SMTP_URL !== undefined, {
    path: ["SMTP_URL"],
    error: "is needed by MAIL_PROVIDER=smtp",
  })
  .refine((env) => (env.WITNESS_URL === undefined) === (env.WITNESS_KEY === undefined), {
    path: ["WITNESS_KEY"],
    error: "goes with WITNESS_URL: a witness is known by its address and its key",
  })
  .refine((env) => env.MAIL_PROVIDER !== "smtp" || env.MAIL_FROM !== undefined, {
    path: ["MAIL_FROM"],
    error: "is needed by MAIL_PROVIDER=smtp",
  });

/** The server's settings, as `.env.example` describes them. */
export type Env = z.output<typeof Environment>;

/** The environment is incomplete or contradicts itself; the message names each variable, never a value. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

/** Checks a set of variables, naming all that is wrong with them at once. */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  // An empty line in an .env file means "not set".
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message, code }) => {
    const name = path.join(".");
    return code === "invalid_type" && given[name] === undefined
      ? `${name} is not set`
      : `${name} ${message}`;
  });
  throw new EnvironmentError(
    `The environment is not complete: ${problems.join("; ")}. See .env.example.`,
  );
}

let parsed: Env | undefined;

/** The settings of this process, read once. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** The variables of this process that are not ours: what a program of somebody else's may see. */
export function foreignEnvironment(): NodeJS.ProcessEnv {
  const ours = new Set(Object.keys(Environment.shape));
  const isForeign = ([name]: [string, unknown]) =>
    !ours.has(name) && !/DATABASE_URL$|^TEST_/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(isForeign)) as NodeJS.ProcessEnv;
}
