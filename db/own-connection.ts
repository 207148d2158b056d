import "server-only";
import { withConnection } from "./client.ts";

/** How the database's server sees the connection on which it is asked. */
export interface OwnConnection {
  readonly isTls: boolean;
  /** The version of TLS and its cipher; null without TLS. */
  readonly version: string | null;
  readonly cipher: string | null;
  /** Asked over a socket of this machine or its loopback address. */
  readonly isLocal: boolean;
}

const question = `
  select s.ssl as "isTls", s.version, s.cipher,
    inet_server_addr() is null or inet_server_addr() <<= '127.0.0.0/8' or inet_server_addr() = '::1' as "isLocal"
  from pg_stat_ssl s where s.pid = pg_backend_pid()`;

/**
 * How this process and its database speak with each other. It is asked as the login itself, outside of any
 * transaction: to a role that the login became, PostgreSQL says nothing of the connections of others.
 */
export function ownConnection(): Promise<OwnConnection> {
  return withConnection(async (connection) => {
    const [row] = await connection.send(question);
    if (!row) throw new Error("the database does not say how it is connected");
    const { isTls, version, cipher, isLocal } = row;
    return { isTls, version, cipher, isLocal };
  });
}
