import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "#lib/cli/port";
import { type RunningServer, startServer } from "#lib/cli/server";

/** The shipped nginx in front of a server of the application that trusts it. */
export interface Front {
  readonly httpPort: number;
  readonly port: number;
  readonly origin: string;
  /** What nginx has logged of requests so far. */
  log(): string;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..", "..");

/** Whether there is an nginx to run. */
export function hasNginx(): boolean {
  try {
    execFileSync("nginx", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The server's settings of this run, for another server on the same database. */
export function serverEnvironment(more: Readonly<Record<string, string>>): Record<string, string> {
  const names = [
    "DATABASE_URL",
    "AUTH_SECRET",
    "CONTEXT_KEY",
    "KEY_PROVIDER",
    "LOCAL_KEY_FILE",
    "CHARTKEEP_ENV",
  ];
  return { ...Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""])), ...more };
}

/** The shipped configuration with this run's names, ports and paths, in the frame that Debian's nginx.conf is. */
function configuration(folder: string, ports: { http: number; tls: number; app: number }): string {
  const shipped = readFileSync(join(root, "docs", "nginx", "chartkeep.conf"), "utf8")
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${ports.app}`)
    .replaceAll("listen 80", `listen 127.0.0.1:${ports.http}`)
    .replaceAll("listen 443", `listen 127.0.0.1:${ports.tls}`)
    .replaceAll("https://clinic.example", `https://localhost:${ports.tls}`)
    .replaceAll("Host clinic.example", `Host localhost:${ports.tls}`)
    .replaceAll("server_name clinic.example", "server_name localhost")
    .replaceAll("/etc/ssl/chartkeep", folder)
    .replaceAll("/var/log/nginx", folder);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join("\n");
  return `${process.getuid?.() === 0 ? "user root;" : ""}
daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http { default_type application/octet-stream;
${temporary}
${shipped}
}`;
}

/** Brings up the application and, in front of it, nginx with the configuration that ships. */
export async function startFront(): Promise<Front> {
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-nginx-"));
  mkdirSync(join(folder, "logs"));
  const [http, tls, app] = [await freePort(), await freePort(), await freePort()];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
    ].concat([
      "-subj",
      "/CN=localhost",
      "-keyout",
      join(folder, "key.pem"),
      "-out",
      join(folder, "fullchain.pem"),
    ]),
    { stdio: "ignore" },
  );
  const file = join(folder, "nginx.conf");
  writeFileSync(file, configuration(folder, { http, tls, app }));
  const origin = `https://localhost:${tls}`;
  const environment = serverEnvironment({ APP_ORIGIN: origin, TRUSTED_PROXY: "127.0.0.1" });
  const server = await startServer({ host: "127.0.0.1", port: app, environment, output: "quiet" });
  const nginx = spawn("nginx", ["-c", file, "-p", folder], { stdio: ["ignore", "ignore", "pipe"] });
  await untilItListens(nginx, tls);
  return {
    httpPort: http,
    port: tls,
    origin,
    log: () => readFileSync(join(folder, "chartkeep.log"), "utf8"),
    stop: () => end(nginx, server, folder),
  };
}

async function untilItListens(nginx: ChildProcess, port: number): Promise<void> {
  let said = "";
  nginx.stderr?.on("data", (text) => {
    said += text;
  });
  for (let tries = 0; tries < 100; tries += 1) {
    if (nginx.exitCode !== null) throw new Error(`nginx did not start:\n${said}`);
    const answer = await askFront(port, "/sign-in").catch(() => undefined);
    if (answer) return;
    await pause(50);
  }
  throw new Error("nginx does not answer");
}

async function end(nginx: ChildProcess, server: RunningServer, folder: string): Promise<void> {
  const ended = new Promise((resolve) => nginx.on("exit", resolve));
  if (nginx.exitCode === null) {
    nginx.kill("SIGTERM");
    await ended;
  }
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** What nginx answered. */
export interface FrontAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** What is asked of nginx, from an address of the loopback network that the test chooses. */
export interface FrontQuestion {
  readonly method?: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** Asks nginx over TLS. */
export function askFront(
  port: number,
  path: string,
  { method = "GET", from = "127.0.0.1", headers = {}, body }: FrontQuestion = {},
): Promise<FrontAnswer> {
  return new Promise((answered, failed) => {
    const asked = request(
      {
        host: "127.0.0.1",
        servername: "localhost",
        port,
        path,
        method,
        localAddress: from,
        rejectUnauthorized: false,
        headers: {
          host: `localhost:${port}`,
          ...headers,
          ...(body ? { "content-length": Buffer.byteLength(body) } : {}),
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () =>
          answered({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    asked.on("error", failed);
    asked.end(body);
  });
}
