import { readMigrationFiles } from "drizzle-orm/migrator";
import type { TransactionSql } from "postgres";

/** The database's tables come from another history than this code's. Nothing was changed. */
export class ForeignHistory extends Error {
  override name = "ForeignHistory";
}

/**
 * Applies what drizzle-kit generated and the database does not have yet, inside
 * the caller's transaction, and keeps drizzle's own record of it. drizzle's
 * migrator compares dates alone; this also refuses a database whose recorded
 * migrations are not the first ones of this folder.
 */
export async function applyMigrations(tx: TransactionSql, folder: string): Promise<void> {
  await tx.unsafe(`
		create schema if not exists drizzle;
		create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);
	`);
  const applied = await tx<{ hash: string }[]>`
		select hash from drizzle.__drizzle_migrations order by id`;
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  if (applied.some(({ hash }, position) => migrations[position]?.hash !== hash)) {
    throw new ForeignHistory(
      "The tables of this database were made by another version of Chartkeep, and there is no migration from it: use a new database, or start over with --reset.",
    );
  }
  for (const { sql, hash, folderMillis } of migrations.slice(applied.length)) {
    for (const statement of sql) await tx.unsafe(statement);
    await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`;
  }
}
