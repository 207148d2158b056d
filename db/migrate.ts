import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import postgres, { type TransactionSql } from "postgres";
import { contextKey } from "./context.ts";
import { GateFailed, gate } from "./gate.ts";
import { applyMigrations } from "./migrations.ts";
import { newestMigration } from "./newest-migration.ts";
import { policyStatements } from "./policies.ts";
import { assertSupported } from "./server-version.ts";
import { tlsOf } from "./tls.ts";

/** What a migration gives to the database: the passwords of the two logins and the key that contexts are sealed with. */
export interface DatabaseSecrets {
  appPassword: string;
  operatorPassword: string;
  contextKey: string;
}

/**
 * Brings a database to the current state: roles, tables, functions and triggers,
 * policies and grants, and last the gate. One transaction: a violation that the
 * gate finds leaves everything as it was.
 */
export async function migrate(adminUrl: string, secrets: DatabaseSecrets): Promise<void> {
  const sql = postgres(adminUrl, { ...tlsOf(adminUrl), max: 1, onnotice: () => undefined });
  try {
    await assertSupported(sql);
    await retryOnContention(() => sql.begin((tx) => applyAll(tx, secrets)));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function applyAll(tx: TransactionSql, secrets: DatabaseSecrets): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('chartkeep.migrate'))`;
  await tx.unsafe(read("roles.sql"));
  await setPassword(tx, "chartkeep_app", secrets.appPassword);
  await setPassword(tx, "chartkeep_operator", secrets.operatorPassword);

  await applyMigrations(tx, fileURLToPath(new URL("./migrations", import.meta.url)));
  await tx.unsafe(read("owners.sql"));
  // By name without the ending, so that audit.sql comes before audit-row-triggers.sql.
  const files = readdirSync(new URL("./sql", import.meta.url)).filter((file) =>
    file.endsWith(".sql"),
  );
  for (const name of files.map((file) => file.slice(0, -4)).sort()) {
    await tx.unsafe(read(`sql/${name}.sql`));
  }
  await tx.unsafe(read("owners.sql"));
  for (const statement of policyStatements()) await tx.unsafe(statement);
  await installContextKey(tx, secrets.contextKey);
  // What a running server compares with its own, so that it knows when it has become the older one.
  await tx.unsafe(`comment on schema app is 'migration ${newestMigration}'`);
  const violations = await gate((text) => tx.unsafe(text));
  if (violations.length > 0) throw new GateFailed(violations);
}

/** Makes the key the newest. The one before it stays good, for servers that do not have the new one yet; older ones go. */
async function installContextKey(tx: TransactionSql, secret: string): Promise<void> {
  const { kid, innerPad, outerPad } = contextKey(secret);
  await tx`
		insert into ctx.keys (kid, inner_pad, outer_pad) values (${kid}, ${innerPad}, ${outerPad})
		on conflict (kid) do update set created_at = clock_timestamp()`;
  await tx`
		delete from ctx.keys where kid not in (select kid from ctx.keys order by created_at desc limit 2)`;
}

async function setPassword(tx: TransactionSql, login: string, password: string): Promise<void> {
  const [{ statement } = { statement: "" }] = await tx<{ statement: string }[]>`
		select format('alter role %I password %L', ${login}::text, ${password}::text) as statement`;
  await tx.unsafe(statement);
}

// Roles belong to the whole server, so migrations of two databases may meet there.
async function retryOnContention(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      const isContention =
        code === "40P01" || code === "23505" || /concurrently (updated|deleted)/.test(message);
      if (!isContention || attempt === 8) throw error;
      await new Promise((resume) => setTimeout(resume, 100 * attempt * Math.random()));
    }
  }
}

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
