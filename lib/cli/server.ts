import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Complaint } from "./complaint.ts";
import { projectRoot } from "./data-folder.ts";

/** A running web server of the application. */
export interface RunningServer {
  readonly pid: number;
  /** Resolves with the exit code when it has ended, by itself or by `stop`. */
  ended: Promise<number>;
  stop(): Promise<void>;
  /** What it has written so far, with "quiet": the newest of it. */
  said(): string;
}

interface ServerOptions {
  host: string;
  port: number;
  environment: Readonly<Record<string, string>>;
  mode?: "start" | "dev";
  /** Where the server's own lines go; with "quiet" they are shown only if it does not start. */
  output?: "shown" | "quiet";
}

/** Starts Next.js and resolves when it answers requests. */
export async function startServer({
  host,
  port,
  environment,
  mode = "start",
  output = "shown",
}: ServerOptions): Promise<RunningServer> {
  const next = join(projectRoot, "node_modules", "next", "dist", "bin", "next");
  const lifeline = join(projectRoot, "lib", "cli", "lifeline.mjs");
  const child = spawn(
    process.execPath,
    ["--import", lifeline, next, mode, "-H", host, "-p", String(port)],
    {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...withoutAdministration(process.env),
        ...environment,
        NODE_ENV: mode === "dev" ? "development" : "production",
        NODE_OPTIONS: "",
        NEXT_TELEMETRY_DISABLED: "1",
      },
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      if (output === "shown") process.stdout.write(text);
      else said = (said + text).slice(-1_000_000);
    });
  }
  const ended = new Promise<number>((end) => child.on("exit", (code) => end(code ?? 0)));
  const stop = () => end(child, ended);
  try {
    await answers(`http://${host.includes(":") ? `[${host}]` : host}:${port}/`, ended);
  } catch (error) {
    await stop();
    throw output === "quiet" && said ? new Complaint(said.trim()) : error;
  }
  return { pid: child.pid ?? 0, ended, stop, said: () => said };
}

/** The server must not know how to administer its database, even by accident. */
function withoutAdministration(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, OPERATOR_DATABASE_URL: __, ...rest } = environment;
  return rest;
}

async function answers(url: string, ended: Promise<number>): Promise<void> {
  let code: number | undefined;
  void ended.then((ending) => {
    code = ending;
  });
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (code !== undefined)
      throw new Complaint(`The web server ended while starting (exit code ${code}).`);
    const response = await fetch(url, { redirect: "manual" }).catch(() => undefined);
    if (response) return;
    await pause(100);
  }
  throw new Complaint("The web server did not answer within a minute.");
}

async function end(child: ChildProcess, ended: Promise<number>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(force);
}
