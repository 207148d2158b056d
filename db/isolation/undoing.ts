import type { Sql } from "postgres";
import type { Query } from "#db/gate/live";

/** Runs `work` in a transaction that is always rolled back, so that it may break what it likes. */
export async function undoing<T>(sql: Sql, work: (query: Query) => Promise<T>): Promise<T> {
  const connection = await sql.reserve();
  try {
    await connection.unsafe("begin");
    return await work((text) => connection.unsafe(text));
  } finally {
    await connection.unsafe("rollback");
    connection.release();
  }
}
