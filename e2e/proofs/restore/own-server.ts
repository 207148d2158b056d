import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { closePool, configurePool } from "#db/client";
import { chooseIdentity, type Identity, underIdentity } from "#db/embedded/identity";
import { migrate } from "#db/migrate";
import { secretsOf } from "#lib/cli/data-folder";
import { loginUrl } from "#lib/cli/database";
import { drill } from "#lib/cli/drill";
import { freePort } from "#lib/cli/port";
import { openClinic } from "#lib/clinics/open";

const password = "own-server";

/** A PostgreSQL that is installed on this machine, with its own tools. */
interface Installed {
  readonly bin: string;
  readonly version: string;
}

/** The newest PostgreSQL of the machine that has all it takes, if there is one. */
function installed(): Installed | undefined {
  const found = spawnSync("sh", ["-c", "ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin"], {
    encoding: "utf8",
  });
  for (const bin of found.stdout.trim().split("\n").reverse()) {
    const asked = spawnSync(join(bin, "pg_basebackup"), ["--version"], { encoding: "utf8" });
    const server = spawnSync(join(bin, "postgres"), ["--version"], { encoding: "utf8" });
    const version = /(\d+\.\d+)/.exec(asked.stdout ?? "")?.[1];
    if (version && server.status === 0) return { bin, version };
  }
  return undefined;
}

/**
 * What docs/backup.md says of a server of one's own, done with one: a clinic is made in it, pg_basebackup
 * copies it while it runs, pg_verifybackup compares the copy, and a server on the copy stands the drill.
 * Says how that went in a few words; where no PostgreSQL is installed, that.
 */
export async function drillOwnServer(): Promise<{ held: boolean; words: string }> {
  const own = installed();
  if (!own) return { held: true, words: "no PostgreSQL is installed here" };
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-own-server-"));
  const identity = chooseIdentity();
  const run = (program: string, args: readonly string[]) => {
    const started = underIdentity(identity, join(own.bin, program), args);
    execFileSync(started.command, started.args, {
      ...started.options,
      cwd: "/",
      stdio: "ignore",
      env: { ...process.env, PGPASSWORD: password, LC_ALL: "C" },
    });
  };
  const [first, copy] = [join(folder, "first"), join(folder, "copy")];
  giveTo(identity, folder);
  try {
    writeFileSync(join(folder, "password"), password, { mode: 0o644 });
    run("initdb", [
      "-D",
      first,
      "-U",
      "postgres",
      "-A",
      "scram-sha-256",
      "-E",
      "UTF8",
      "--locale=C",
      `--pwfile=${join(folder, "password")}`,
    ]);
    await withServer(own, identity, first, async (adminUrl) => {
      const secrets = secretsOf(folder);
      await migrate(adminUrl, secrets);
      asOperator(adminUrl, folder);
      await openClinic(
        {
          slug: "harbor",
          name: "Harbor Clinic",
          specialty: "hormone",
          timeZone: "America/Chicago",
          administrator: { displayName: "Ada Byron", email: "ada@example.test" },
        },
        "A clinic for the drill",
      );
      await closePool();
      run("pg_basebackup", ["-D", copy, "-X", "stream", "-c", "fast", "-d", adminUrl]);
    });
    run("pg_verifybackup", [copy]);
    return await withServer(own, identity, copy, async (adminUrl) => {
      asOperator(adminUrl, folder);
      const report = await drill(adminUrl);
      await closePool();
      const held = report.faults.length === 0 && report.clinics === 1 && report.samplesOpened > 0;
      return {
        held,
        words: `${own.version} restored, ${report.events} events verified, ${report.faults.length} faults`,
      };
    });
  } finally {
    await closePool();
    rmSync(folder, { recursive: true, force: true });
  }
}

function asOperator(adminUrl: string, folder: string): void {
  const secrets = secretsOf(folder);
  const { contextKey } = secrets;
  configurePool(loginUrl(adminUrl, "operator", secrets), { max: 2, contextKey });
}

function giveTo(identity: Identity, folder: string): void {
  if (identity.kind === "account") chownSync(folder, identity.uid, identity.gid);
  mkdirSync(folder, { recursive: true });
}

/** Runs a server on these files for as long as `work` takes. */
async function withServer<T>(
  { bin }: Installed,
  identity: Identity,
  cluster: string,
  work: (adminUrl: string) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "off",
  };
  const { command, args, options } = underIdentity(identity, join(bin, "postgres"), [
    "-D",
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  const server = spawn(command, args, { ...options, cwd: "/", stdio: "ignore" });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  try {
    await untilItAnswers(url);
    return await work(url);
  } finally {
    server.kill("SIGINT");
    await ended;
  }
}

async function untilItAnswers(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
    const isUp = await sql`select 1`.then(
      () => true,
      () => false,
    );
    await sql.end({ timeout: 1 });
    if (isUp) return;
    await pause(50);
  }
  throw new Error("the installed PostgreSQL did not start");
}
