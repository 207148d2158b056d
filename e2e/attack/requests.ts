import { signInForm, submit } from "./forms.ts";
import { type Attack, each, insides } from "./verdict.ts";

const method = (name: string): Attack => ({
  name: `method ${name}`,
  expected: "405",
  run: (target) =>
    each(["/", "/sign-in", "/api/patients/search", "/nope"], async (path) => {
      const { status } = await target.ask(path, { method: name, origin: target.origin });
      return status === 405 ? undefined : `${path}: ${status}`;
    }),
});

const hidden = (name: string, paths: readonly string[], marks: RegExp): Attack => ({
  name,
  expected: "nothing of it",
  run: (target) =>
    each(paths, async (path) => {
      const { status, text } = await target.ask(path);
      return status === 200 && marks.test(text) ? `${path}: ${status}` : undefined;
    }),
});

const evil = "evil.example";

/** What a foreign page or program sends, and how: none of it may count. */
const foreign: readonly (readonly [
  name: string,
  origin: string | null,
  headers: Record<string, string>,
])[] = [
  ["another origin", `https://${evil}`, {}],
  ["no origin", null, {}],
  ["an opaque origin", "null", {}],
  ["an origin that begins like ours", `http://localhost.${evil}`, {}],
  ["another origin and host", `http://${evil}`, { host: evil }],
  [
    "another origin and forwarded host",
    `https://${evil}`,
    { "x-forwarded-host": evil, "x-forwarded-proto": "https" },
  ],
  ["another site with an opaque origin", "null", { "sec-fetch-site": "cross-site" }],
];

const csrf = ([name, origin, headers]: (typeof foreign)[number]): Attack => ({
  name: `form from ${name}`,
  expected: "403",
  run: async (target) => {
    const form = await signInForm(target);
    if (!form) return { tried: 1, wrong: ["there is no form on /sign-in"] };
    const fields = { email: "nobody@example.test", password: "not a password" };
    const { status } = await submit(target, form, fields, { origin, headers });
    const route = await target.ask("/api/session/end", { method: "POST", origin, headers });
    const wrong = [status, route.status].filter((each) => each !== 403);
    return { tried: 2, wrong: wrong.map(String) };
  },
});

const poisons: readonly Record<string, string>[] = [
  { "x-forwarded-host": evil },
  { "x-forwarded-proto": "gopher", "x-forwarded-port": "1" },
  { "x-original-url": "/admin/audit", "x-rewrite-url": "/admin/audit" },
  { forwarded: `host=${evil};proto=https` },
  { host: evil },
  { "x-host": evil, "x-http-host-override": evil, "x-http-method-override": "DELETE" },
];

/** Methods, paths, forged origins and poisoned headers. */
export const requestAttacks: readonly Attack[] = [
  ...["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"].map(method),
  hidden(
    "files of the server",
    [
      "/.git/config",
      "/.git/HEAD",
      "/.env",
      "/.env.local",
      "/package.json",
      "/next.config.ts",
      "/.data/root.key",
      "/.data/secrets.json",
      "/docker-compose.yml",
      "/server.js",
    ],
    /\[core\]|ref: |DATABASE_URL|AUTH_SECRET|CONTEXT_KEY|contextKey|"dependencies"|authSecret|services:/,
  ),
  hidden(
    "files of the build",
    [
      "/_next/server/server-reference-manifest.json",
      "/_next/server/app-paths-manifest.json",
      "/_next/BUILD_ID",
      "/.next/BUILD_ID",
      "/_next/static/../server/server-reference-manifest.json",
      "/_next/required-server-files.json",
    ],
    /encryptionKey|"\/.*page"|^[\w-]{21}$|"config"/,
  ),
  hidden(
    "files above the root",
    [
      "/../../../etc/passwd",
      "/..%2f..%2f..%2fetc%2fpasswd",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/_next/static/..%2f..%2f..%2fpackage.json",
      "/....//....//etc/passwd",
      "/%c0%ae%c0%ae/etc/passwd",
      "/icon.svg%00.html",
      "/\\..\\..\\etc\\passwd",
    ],
    /root:.*:0:0|"dependencies"/,
  ),
  {
    name: "source maps",
    expected: "none of any script",
    run: async (target) => {
      const { text } = await target.ask("/sign-in");
      const scripts = [
        ...new Set(
          [...text.matchAll(/\/_next\/static\/[^"'\\ ]+\.(?:js|css)/g)].map(([path]) => path),
        ),
      ];
      return each(scripts, async (path) => {
        const map = await target.ask(`${path}.map`);
        const script = await target.ask(path);
        const named = /sourceMappingURL=(?!data:)/.test(script.text);
        return map.status === 200 || named ? path : undefined;
      });
    },
  },
  {
    name: "secrets in what browsers get",
    expected: "no key, no address of a database",
    run: async (target) => {
      const { text } = await target.ask("/sign-in");
      const files = [
        ...new Set([...text.matchAll(/\/_next\/static\/[^"'\\ ]+\.js/g)].map(([path]) => path)),
      ];
      return each(["/sign-in", ...files], async (path) => {
        const found = /postgres(?:ql)?:\/\/|BEGIN [A-Z ]*PRIVATE KEY|AUTH_SECRET|argon2id\$/.exec(
          (await target.ask(path)).text,
        );
        return found ? `${path}: ${found[0]}` : undefined;
      });
    },
  },
  ...foreign.map(csrf),
  {
    name: "headers that poison caches",
    expected: "not in the answer, and nothing to cache",
    run: (target) =>
      each(
        poisons.flatMap((headers) => ["/", "/sign-in", "/nope"].map((path) => ({ headers, path }))),
        async ({ headers, path }) => {
          const { text, headers: got } = await target.ask(path, { headers });
          const isReflected = `${text} ${got.location ?? ""} ${got.link ?? ""}`.includes(evil);
          const isKept = !(got["cache-control"] ?? "").includes("no-store");
          return isReflected || isKept
            ? `${path} with ${Object.keys(headers).join(", ")}`
            : undefined;
        },
      ),
  },
  {
    name: "two lengths in one request",
    expected: "400, and the connection is closed",
    run: async (target) => {
      const { host } = new URL(target.origin);
      const smuggled = "GET /nope HTTP/1.1\r\nHost: x\r\n\r\n";
      return each(
        [
          `POST /sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${smuggled.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
          `POST /sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`,
          `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nX: a\nb: c\r\n\r\n`,
          `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: xchunked\r\n\r\n`,
        ],
        async (text) => {
          const answers = (await target.raw(text)).match(/HTTP\/1\.1 \d+/g) ?? [];
          const isRefused = answers.length <= 1 && /HTTP\/1\.1 (?:4|5)|^$/.test(answers[0] ?? "");
          return isRefused
            ? undefined
            : `${text.split("\r\n").slice(2, 4).join(" ")}: ${answers.join(", ")}`;
        },
      );
    },
  },
  {
    name: "errors that talk",
    expected: "no stack, no SQL, no path",
    run: (target) =>
      each(
        [
          "/%ff",
          "/patients/%00",
          "/api/auth/callback/x?error=%00",
          "/api/auth/error?error=<x>",
          "/?x[]=1&x[__proto__]=2",
          `/${"a".repeat(4_000)}`,
          "/sign-in?next=%ff",
        ],
        async (path) => {
          const { text } = await target.ask(path);
          return insides.test(text) ? path : undefined;
        },
      ),
  },
];
