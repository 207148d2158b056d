import { createHmac } from "node:crypto";
import postgres from "postgres";
import { type Context, contextKey, type Seal } from "#db/context";
import { quote } from "#db/isolation/rows";

/** What came of a series of statements: the error that ended it ("00000" for none), and the number that the last one gave or touched. */
export interface Answer {
  readonly state: string;
  readonly n: number;
}

/**
 * Someone who can run any SQL as the application's login: in a transaction that the server began for a
 * member, with the rights that it has there, and without the server's key.
 */
export class Intruder {
  readonly #sql: postgres.ReservedSql;
  readonly #end: () => Promise<void>;
  readonly pid: number;

  private constructor(sql: postgres.ReservedSql, pid: number, end: () => Promise<void>) {
    this.#sql = sql;
    this.pid = pid;
    this.#end = end;
  }

  static async arrive(url: string): Promise<Intruder> {
    const client = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined });
    await client`select 1`;
    const sql = await client.reserve();
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    return new Intruder(sql, row?.pid ?? 0, () => client.end({ timeout: 1 }));
  }

  leave(): Promise<void> {
    this.#sql.release();
    return this.#end();
  }

  /** Runs one text as it is, also several statements. */
  async say(text: string): Promise<postgres.RowList<postgres.Row[]>> {
    return this.#sql.unsafe(text);
  }

  /** What the server does at the beginning of a transaction, with that seal; \`work\` is undone at the end. */
  async within<T>(context: Context, seal: Seal, work: () => Promise<T>): Promise<T> {
    await this.say("begin");
    try {
      await this.present(context, seal);
      return await work();
    } finally {
      await this.say("rollback");
    }
  }

  /** Sets a context and presents a seal for it, as values, in one statement. */
  async present({ role, tenantId, actorId }: Context, { expires, kid, mac }: Seal): Promise<void> {
    const values = [role, tenantId, actorId, expires, kid, mac] as never[];
    await this.#sql.unsafe(
      `select set_config('role', $1, true), set_config('app.current_tenant', $2, true),
        set_config('app.actor', $3, true), ctx.enter($2, $3, $1, $4, $5, $6)`,
      values,
      { prepare: true },
    );
  }

  /** Runs statements in order and undoes them; an error ends the series. */
  async attempt(statements: readonly string[]): Promise<{ state: string; rows: postgres.Row[] }> {
    await this.say("savepoint attempt");
    try {
      let rows: postgres.Row[] = [];
      for (const statement of statements) rows = await this.say(statement);
      return { state: "00000", rows };
    } catch (error) {
      return { state: (error as { code?: string }).code ?? "lost", rows: [] };
    } finally {
      await this.say("rollback to savepoint attempt; release savepoint attempt");
    }
  }

  /** The same for many series at once, in one block that undoes each. */
  async attemptAll(series: readonly (readonly string[])[]): Promise<Answer[]> {
    await this.say(blockOf(series));
    const [row] = await this.say("select current_setting('probe.answer') as answer");
    return JSON.parse(String(row?.answer)) as Answer[];
  }
}

const blockOf = (series: readonly (readonly string[])[]) => `
do $probe$
declare
  attempt jsonb;
  step text;
  found bigint;
  state text;
  answer jsonb[] := '{}';
begin
  for attempt in select * from jsonb_array_elements(${quote(JSON.stringify(series))}::jsonb) loop
    found := 0;
    begin
      for step in select * from jsonb_array_elements_text(attempt) loop
        found := 0;
        if step like 'select%' then
          execute step into found;
        else
          execute step;
          get diagnostics found = row_count;
        end if;
      end loop;
      raise exception using errcode = 'P9999';
    exception when others then
      get stacked diagnostics state = returned_sqlstate;
      answer := answer || jsonb_build_object('state', case state when 'P9999' then '00000' else state end, 'n', coalesce(found, 0));
    end;
  end loop;
  perform set_config('probe.answer', to_jsonb(answer)::text, false);
end $probe$`;

/** Seals any words until any instant, as only the server can; with node's own HMAC, so that the server's is checked too. */
export function seal(
  secret: string,
  { tenantId, actorId, role }: Context,
  pid: number,
  expires: number,
): Seal {
  const { kid, key } = contextKey(secret);
  const said = `v1|${tenantId}|${actorId}|${role}|${expires}|${pid}`;
  return { expires, kid, mac: createHmac("sha256", key).update(said).digest() };
}

let latest = 0;

/** An instant at which a good seal may expire: later each time, as the database demands. */
export function nextExpiry(): number {
  latest = Math.max(Date.now() + 30_000, latest + 1);
  return latest;
}
