import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { type EmbeddedServer, openEmbedded } from "#db/embedded";
import { assertSupported } from "#db/server-version";
import { tlsOf } from "#db/tls";
import { Complaint } from "./complaint.ts";
import { dataFolder, type Secrets, secretsOf } from "./data-folder.ts";

/** A database that a command administers, and the folder with its secrets and key file. */
export interface Administration {
  adminUrl: string;
  secrets: Secrets;
  folder: string;
  release(): Promise<void>;
}

/**
 * The installation's own database: the server that DATABASE_URL names as an
 * administrator, else the embedded one of the data folder, started on demand.
 */
export async function openDatabase(): Promise<Administration> {
  const folder = dataFolder();
  const secrets = secretsOf(folder);
  const configured = process.env.DATABASE_URL;
  if (configured) {
    await assertReachable(configured);
    return { adminUrl: configured, secrets, folder, release: async () => undefined };
  }
  const { adminUrl, release } = await openEmbedded(folder);
  return { adminUrl, secrets, folder, release };
}

/**
 * A new, empty database that disappears on release: an embedded server of its
 * own in a temporary folder, or a database of its own on DATABASE_URL's server.
 */
export async function openThrowaway(): Promise<Administration> {
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-"));
  const configured = process.env.DATABASE_URL;
  if (!configured) {
    const server: EmbeddedServer = await openEmbedded(folder, { throwaway: true });
    return { ...server, secrets: secretsOf(folder), folder };
  }
  await assertReachable(configured);
  const name = `chartkeep_${randomBytes(6).toString("hex")}`;
  await administer(configured, `create database ${name}`);
  const url = new URL(configured);
  url.pathname = `/${name}`;
  const release = async () => {
    await administer(configured, `drop database if exists ${name} with (force)`);
    rmSync(folder, { recursive: true, force: true });
  };
  // The logins belong to the whole server: other passwords would lock its other databases out.
  return { adminUrl: url.href, secrets: secretsOf(dataFolder()), folder, release };
}

/** The URL of one of the two logins, from the administrator's. */
export function loginUrl(adminUrl: string, login: "app" | "operator", secrets: Secrets): string {
  const url = new URL(adminUrl);
  url.username = `chartkeep_${login}`;
  url.password = login === "app" ? secrets.appPassword : secrets.operatorPassword;
  return url.href;
}

/** Throws a sentence about what is wrong unless DATABASE_URL leads to a server of a supported version. */
async function assertReachable(url: string): Promise<void> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Complaint("DATABASE_URL is not a postgres:// URL.");
  }
  const { host } = new URL(url);
  const sql = postgres(url, {
    ...tlsOf(url),
    max: 1,
    connect_timeout: 10,
    onnotice: () => undefined,
  });
  try {
    await assertSupported(sql);
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string };
    if (name === "UnsupportedServer") throw error;
    throw new Complaint(
      `The database of DATABASE_URL (${host}) does not let us in: ${code === "ECONNREFUSED" ? "nothing answers there" : message}.`,
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { ...tlsOf(url), max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
