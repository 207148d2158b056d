import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { EmbeddedUnavailable } from "./embedded/binaries.ts";
import { ensureCluster, superuserName } from "./embedded/cluster.ts";
import { countLeases, takeLease } from "./embedded/leases.ts";
import { withLock } from "./embedded/lock.ts";
import { findPlace, type Place, removeOutside } from "./embedded/place.ts";
import { isAlive, runningPostmaster } from "./embedded/process.ts";
import { serverSettings } from "./embedded/settings.ts";

/** The database that the embedded server makes for the application. */
export const embeddedDatabase = "chartkeep";

/** A hold on a running embedded server: it runs at least until `release`. */
export interface EmbeddedServer {
  adminUrl: string;
  /** Lets go. The last process to do so waits until the server has stopped. */
  release(): Promise<void>;
}

/**
 * Runs the PostgreSQL of a data folder, making it on first use, or joins it if
 * it runs already. `throwaway` trades safety for speed and removes the folder
 * with the last release.
 */
export async function openEmbedded(
  dataFolder: string,
  { throwaway = false } = {},
): Promise<EmbeddedServer> {
  const folder = resolve(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return withLock(folder, async () => {
    const password = superuserPassword(folder);
    const place = await findPlace(folder);
    const lease = takeLease(folder);
    try {
      await waitOutStop(folder, place);
      const adminUrl =
        (await joinRunning(place, password)) ??
        (await startServer(folder, place, password, throwaway));
      return { adminUrl, release: () => release(folder, place, lease) };
    } catch (error) {
      rmSync(lease, { force: true });
      throw error;
    }
  });
}

/** The administrative URL of a data folder's server if it runs now. */
export async function runningEmbedded(dataFolder: string): Promise<string | undefined> {
  const folder = resolve(dataFolder);
  if (!existsSync(join(folder, "superuser-password"))) return undefined;
  return joinRunning(await findPlace(folder), superuserPassword(folder));
}

/** Removes a data folder with everything that it keeps elsewhere. Its server must not run. */
export async function removeDataFolder(dataFolder: string): Promise<void> {
  const folder = resolve(dataFolder);
  if (existsSync(folder) && countLeases(folder) > 0) {
    throw new EmbeddedUnavailable(
      `The database in ${folder} is in use: stop what runs there first.`,
    );
  }
  await removeOutside(folder);
  rmSync(folder, { recursive: true, force: true });
}

function superuserPassword(folder: string): string {
  const file = join(folder, "superuser-password");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

async function joinRunning(place: Place, password: string): Promise<string | undefined> {
  const running = runningPostmaster(place.cluster);
  if (!running) return undefined;
  const url = urlOf(running.port, password);
  return (await answers(url)) ? url : undefined;
}

async function startServer(
  folder: string,
  place: Place,
  password: string,
  throwaway: boolean,
): Promise<string> {
  await stopLeftover(place);
  ensureCluster(folder, place, password);
  for (let attempt = 0; attempt < 3; attempt++) {
    const port = await freePort();
    const order = { folder, place, settings: serverSettings(port, throwaway), throwaway };
    const program = fileURLToPath(new URL("./embedded/supervisor.ts", import.meta.url));
    const supervisor = spawn(process.execPath, [program, JSON.stringify(order)], {
      cwd: "/",
      detached: true,
      stdio: "ignore",
    });
    supervisor.unref();
    if (await becomesReady(supervisor, urlOf(port, password, "postgres"))) {
      await ensureDatabase(urlOf(port, password, "postgres"));
      return urlOf(port, password);
    }
  }
  throw new EmbeddedUnavailable(
    `The embedded PostgreSQL did not start; its last words: ${lastWords(folder)}`,
  );
}

/** A server whose supervisor was killed, or whose files another attempt left running, is stopped. */
async function stopLeftover(place: Place): Promise<void> {
  const leftover = runningPostmaster(place.cluster);
  if (!leftover) return;
  process.kill(leftover.pid, "SIGINT");
  await waitUntil(() => !isAlive(leftover.pid), 20_000);
}

async function waitOutStop(folder: string, place: Place): Promise<void> {
  const announcement = join(folder, "stopping");
  await waitUntil(() => !existsSync(announcement) || !runningPostmaster(place.cluster), 25_000);
  rmSync(announcement, { force: true });
}

async function release(folder: string, place: Place, lease: string): Promise<void> {
  const running = runningPostmaster(place.cluster);
  rmSync(lease, { force: true });
  if (!running || countLeases(folder) > 0) return;
  await waitUntil(() => !isAlive(running.pid) || countLeases(folder) > 0, 25_000);
}

async function becomesReady(supervisor: ReturnType<typeof spawn>, url: string): Promise<boolean> {
  let hasEnded = false;
  supervisor.once("exit", () => {
    hasEnded = true;
  });
  let isReady = false;
  await waitUntil(async () => {
    isReady = !hasEnded && (await answers(url));
    return isReady || hasEnded;
  }, 60_000);
  return isReady;
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${embeddedDatabase}`;
    if (!found) await sql.unsafe(`create database ${embeddedDatabase}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const urlOf = (port: number, password: string, database = embeddedDatabase) =>
  `postgres://${superuserName}:${password}@127.0.0.1:${port}/${database}`;

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function waitUntil(isDone: () => boolean | Promise<boolean>, limit: number): Promise<void> {
  const end = Date.now() + limit;
  while (!(await isDone()) && Date.now() < end) await pause(20);
}

function lastWords(folder: string): string {
  const log = join(folder, "postgres.log");
  return existsSync(log) ? (readFileSync(log, "utf8").trim().split("\n").at(-1) ?? "") : "(none)";
}
