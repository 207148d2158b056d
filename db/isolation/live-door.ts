import "server-only";
import { sql } from "drizzle-orm";
import { Connection } from "#db/connection";
import type { Query } from "#db/gate/live";
import type { DbRole } from "#db/roles";
import { runTransaction } from "#db/transaction";

/** For whom a transaction of the probe is sealed: a clinic or nobody's, and a member. */
export interface Sealed {
  readonly role: DbRole;
  readonly tenantId: string;
  readonly actorId: string;
}

/**
 * One of the real logins with the real door in front: a transaction gets its role, its clinic and its
 * seal exactly as a request does. On a connection of its own, so that no request waits for the probe.
 */
export class LiveDoor {
  /** The roles that are tried through this door. */
  readonly roles: readonly DbRole[];
  /** Every role that its login may become. */
  readonly mayBecome: readonly DbRole[];
  readonly #connection: Connection;

  constructor(
    url: string,
    contextKey: string,
    {
      roles,
      mayBecome,
    }: { readonly roles: readonly DbRole[]; readonly mayBecome: readonly DbRole[] },
  ) {
    this.roles = roles;
    this.mayBecome = mayBecome;
    this.#connection = new Connection(url, contextKey);
  }

  /** Signs in, and makes sure that it is the login that it has to be: another would prove nothing. */
  async open(login: "chartkeep_app" | "chartkeep_operator"): Promise<void> {
    await this.#connection.open();
    const [row] = await this.#connection.send("select session_user::text as name");
    if (row?.name !== login)
      throw new Error(`the probe has to sign in as ${login} and not as ${row?.name}`);
  }

  /** Runs `work` in one transaction that is committed. */
  keep<T>(sealed: Sealed, work: (query: Query) => Promise<T>): Promise<T> {
    return runTransaction(this.#connection, sealed, (queries) =>
      work((text) => queries.execute(sql.raw(text))),
    );
  }

  /** Runs `work` in one transaction that is rolled back, whatever comes of it. */
  async undo<T>(sealed: Sealed, work: (query: Query) => Promise<T>): Promise<T> {
    const undone = new Error("undone");
    const done: T[] = [];
    try {
      await this.keep(sealed, async (query) => {
        done.push(await work(query));
        throw undone;
      });
    } catch (error) {
      if (error !== undone) throw error;
    }
    return done[0] as T;
  }

  /** Runs `work` as the login itself, before it has become a role, and rolls back. */
  async bare<T>(work: (query: Query) => Promise<T>): Promise<T> {
    await this.#connection.send("begin");
    try {
      return await work((text) => this.#connection.send(text));
    } finally {
      await this.#connection.send("rollback");
    }
  }

  /** Signs out. */
  close(): Promise<void> {
    return this.#connection.close();
  }
}
