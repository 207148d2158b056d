import { join } from "node:path";
import postgres from "postgres";
import { tlsOf } from "#db/tls";
import { ensureLocalKeyFile } from "#lib/kms/local-key-file";
import { checkpointFolderOf, keyFileOf } from "./data-folder.ts";
import { type Administration, loginUrl } from "./database.ts";

/**
 * The environment in which a server or a test process uses a migrated database:
 * the unprivileged login, the key file (made if no clinic has keys yet) unless the
 * environment names another key provider, the origin, an outbox in place of a mail server. The
 * administrator's URL is not in it.
 */
export async function environmentFor(
  { adminUrl, secrets, folder }: Administration,
  { origin, kind }: { origin: string; kind: "demonstration" | "development" | "test" },
): Promise<Record<string, string>> {
  const configured = kind === "test" ? undefined : process.env.KEY_PROVIDER;
  const isLocal = !configured || configured === "local-file";
  if (isLocal) await ensureLocalKeyFile(keyFileOf(folder), () => holdsWrappedKeys(adminUrl));
  return {
    DATABASE_URL: loginUrl(adminUrl, "app", secrets),
    APP_ORIGIN: origin,
    AUTH_SECRET: secrets.authSecret,
    CONTEXT_KEY: secrets.contextKey,
    ...(isLocal ? { KEY_PROVIDER: "local-file", LOCAL_KEY_FILE: keyFileOf(folder) } : {}),
    CHARTKEEP_ENV: kind,
    MAIL_PROVIDER: "outbox",
    OUTBOX_FOLDER: join(folder, "outbox"),
    OIDC_ALLOW_LOOPBACK: "yes",
    CHECKPOINT_FOLDER: checkpointFolderOf(folder),
  };
}

async function holdsWrappedKeys(adminUrl: string): Promise<boolean> {
  const sql = postgres(adminUrl, { ...tlsOf(adminUrl), max: 1 });
  try {
    const [row] = await sql<{ some: boolean }[]>`
      select exists (select from app.tenant_keys) as some`;
    return row?.some ?? false;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
