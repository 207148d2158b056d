import type { Sql } from "postgres";
import type { Query } from "#db/gate/live";

/**
 * Runs `work` in a transaction that is always rolled back, so that it may break what it likes. One at a time
 * in a database: two that change tables and then read each other's policies would wait for each other.
 */
export async function undoing<T>(sql: Sql, work: (query: Query) => Promise<T>): Promise<T> {
  const connection = await sql.reserve();
  try {
    await connection.unsafe("begin");
    await connection.unsafe("select pg_advisory_xact_lock(hashtext('undoing'))");
    return await work((text) => connection.unsafe(text));
  } finally {
    await connection.unsafe("rollback");
    connection.release();
  }
}
