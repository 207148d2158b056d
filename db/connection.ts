import { connect, type NetConnectOpts, type Socket } from "node:net";
import postgres from "postgres";
import { arrayLiteral, parseArray } from "./arrays.ts";
import { type Context, type ContextKey, contextKey, type Seal, sealContext } from "./context.ts";
import { ConnectionLost } from "./failures.ts";
import { tlsOf } from "./tls.ts";

const connectSeconds = 2;

/** What PostgreSQL remarks when a COMMIT finds no transaction, or a BEGIN finds one. */
const outsideTransaction = new Set(["25P01", "25001"]);

/** How many different statements one connection keeps prepared; later ones run unprepared. */
const preparedLimit = 500;

/**
 * One PostgreSQL connection, which for its whole life is one socket.
 *
 * The driver would open a new socket for the statement that follows a lost one, and that statement
 * would then run outside its transaction, or inside another. Here the second socket is refused, so
 * what was begun on a connection can only ever go on there.
 */
export class Connection {
  #socket: Socket | undefined;
  #lost: ConnectionLost | undefined;
  readonly #client: postgres.Sql;
  readonly #contextKey: ContextKey;
  #pid: number | undefined;
  #sealedUntil = 0;
  readonly #prepared = new Set<string>();

  /** Told once, before any statement is rejected, when the connection dies. Set by the one transaction that holds it. */
  onLost: ((lost: ConnectionLost) => void) | undefined;

  constructor(url: string, contextSecret: string) {
    this.#contextKey = contextKey(contextSecret);
    const options = {
      ...tlsOf(url),
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: connectSeconds,
      backoff: () => 0,
      // The driver's own look-up of array types rejects unhandled when its connection dies.
      fetch_types: false,
      no_subscribe: true,
      types,
      connection: { application_name: "chartkeep" },
      onnotice: ({ code }: postgres.Notice) => {
        if (code && outsideTransaction.has(code)) this.kill("a transaction ended before its time");
      },
      onclose: () => this.#lose("closed by the server"),
      socket: (target: Target) => this.#open(target),
    };
    this.#client = postgres(url, options);
  }

  /** Why the connection is dead, if it is. A dead one takes no statement and is never used again. */
  get lost(): ConnectionLost | undefined {
    return this.#lost;
  }

  /** Connects, and learns which process of the server answers here. */
  async open(): Promise<void> {
    const [row] = await this.send("select pg_backend_pid() as pid");
    this.#pid = row?.pid;
  }

  /** Seals a context for the next transaction of this connection, and of no other. */
  seal(context: Context): Seal {
    if (this.#pid === undefined) throw new Error("the connection is not open");
    const seal = sealContext(this.#contextKey, context, {
      pid: this.#pid,
      after: this.#sealedUntil,
    });
    this.#sealedUntil = seal.expires;
    return seal;
  }

  /**
   * Writes one statement, behind those already written. Values travel apart from it and it is
   * prepared, so the text cannot hold a second statement. The result is the driver's, whose
   * `values()` must be asked for at once.
   */
  send(text: string, parameters: readonly unknown[] = []) {
    if (this.#lost) throw this.#lost;
    const prepare = this.#prepared.has(text) || this.#prepared.size < preparedLimit;
    if (prepare) this.#prepared.add(text);
    const values = parameters.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value));
    // `simple` is missing from the driver's types: without it a statement with no values would go unprepared.
    const how = { prepare, simple: false };
    const written = this.#client.unsafe(text, values as postgres.ParameterOrJSON<never>[], how);
    // Left alone, the driver writes a statement when someone waits for it, and so in that order.
    return written.execute();
  }

  /** Ends the connection at once; whatever it was doing is rolled back by the server. */
  kill(reason: string): void {
    this.#lose(reason);
    this.#socket?.destroy();
  }

  /** Says goodbye to the server and closes. */
  async close(): Promise<void> {
    await this.#client.end({ timeout: 1 });
    this.#socket?.destroy();
  }

  #lose(reason: string): void {
    if (this.#lost) return;
    this.#lost = new ConnectionLost(`database connection lost: ${reason}`);
    this.onLost?.(this.#lost);
    // Rejects what the driver still holds back for a connection that will not come.
    this.#client.end({ timeout: 0 }).catch(() => undefined);
  }

  async #open({ host, port, path }: Target): Promise<Socket> {
    if (this.#socket) throw this.#lost ?? new ConnectionLost("database connection lost");
    const target: NetConnectOpts = path ? { path } : { host: host[0] ?? "", port: port[0] ?? 5432 };
    const socket = connect({ ...target, noDelay: true });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
      socket.setTimeout(connectSeconds * 1000, () =>
        socket.destroy(new ConnectionLost("no answer")),
      );
    });
    socket.setTimeout(0);
    socket.once("close", () => this.#lose("closed"));
    return socket;
  }
}

interface Target {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false;
}

const same = <Value>(value: Value) => value;
const array = <Item>(oid: number, from: number[], item: (text: string) => Item) => ({
  to: oid,
  from,
  serialize: same,
  parse: (literal: string) => parseArray(literal, item),
});

/** drizzle converts dates and JSON itself; arrays of the types that tables use are read here. */
const types = {
  date: {
    to: 1184,
    from: [1082, 1083, 1114, 1184],
    serialize: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
    parse: same,
  },
  json: {
    to: 114,
    from: [114, 3802],
    serialize: (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)),
    parse: (text: string): unknown => JSON.parse(text),
  },
  texts: array(1009, [1009, 1015, 1003, 1182, 1185, 1016, 2951], same<string>),
  numbers: array(1007, [1005, 1007, 1021, 1022], Number),
  booleans: array(1000, [1000], (text) => text === "t"),
  bytes: array(1001, [1001], (text) => Buffer.from(text.slice(2), "hex")),
};
