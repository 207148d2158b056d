import "server-only";
import type { Query } from "#db/gate/live";
import { type DbRole, dbRoles } from "#db/roles";
import { type Attempt, isRefused, reaches, reachesNothing, tryAll } from "./attempt.ts";
import { type Doors, settleCanaries } from "./canaries.ts";
import { foreignAttempts } from "./foreign.ts";
import { Count, type LiveProbeResult, type Tried } from "./live-count.ts";
import type { LiveDoor } from "./live-door.ts";
import { allowed } from "./reach.ts";
import { identifier, quote, Rows, type SealCanary } from "./rows.ts";
import { liveTables, type Table } from "./tables.ts";

/** Whose rows are the prey, and from where they are sought: two clinics of the probe's own, with nobody in them. */
export interface ProbeClinics {
  readonly own: string;
  readonly foreign: string;
  readonly operatorId: string;
  readonly seal: SealCanary;
}

/** A probe of a live database, under way: it knows the tables and has rows to reach for. */
export class LiveProbe {
  readonly #doors: Doors;
  readonly #clinics: ProbeClinics;
  readonly #tables: readonly Table[];
  readonly #rows: Rows;
  readonly #bare: ReadonlyMap<string, string>;

  private constructor(
    doors: Doors,
    clinics: ProbeClinics,
    tables: readonly Table[],
    rows: Rows,
    bare: ReadonlyMap<string, string>,
  ) {
    this.#doors = doors;
    this.#clinics = clinics;
    this.#tables = tables;
    this.#rows = rows;
    this.#bare = bare;
  }

  /** Reads the catalog and settles the canaries. */
  static async begin(doors: Doors, clinics: ProbeClinics): Promise<LiveProbe> {
    const tables = await catalogOf(doors);
    const rows = new Rows(tables, clinics.seal);
    const bare = new Map<string, string>();
    for (const tenantId of [clinics.own, clinics.foreign]) {
      const left = await settleCanaries(doors, tables, rows, tenantId, clinics.operatorId);
      for (const [table, why] of left) bare.set(table, why);
    }
    return new LiveProbe(doors, clinics, tables, rows, bare);
  }

  /**
   * Tries everything between the two clinics of the probe: read, count, lock, insert, change, move,
   * remove, refer, infer; sealed for the one, for nobody, and sealed for the one with the setting of
   * the other. Every transaction is rolled back, and touches rows of those two clinics alone. `only`
   * limits it to some tables.
   */
  async everything(signal: AbortSignal, only?: readonly string[]): Promise<LiveProbeResult> {
    const { own, foreign } = this.#clinics;
    const count = new Count();
    for (const door of this.#doors) {
      count.add(await this.#login(door));
      for (const role of door.roles) {
        for (const table of this.#tables) {
          if (only && !only.includes(table.name)) continue;
          if (signal.aborted) count.undecided += 1;
          else {
            const where = `${table.name} as ${role}`;
            const cross = this.#foreign(table, role, own, foreign);
            const control = this.#control(table, role, own);
            count.add(await this.#try(door, role, own, where, [...cross, ...control]));
            const nobody = this.#foreign(table, role, null, foreign);
            count.add(await this.#try(door, role, "", `${where}, in no clinic`, nobody));
            count.add(
              await this.#try(door, role, own, `${where}, with a forged clinic`, nobody, foreign),
            );
          }
        }
      }
    }
    return count.result(this.#tables.length, this.#roles, this.#bare);
  }

  /**
   * Tries to see a working clinic's rows from outside, and from inside the clinic those of the probe's:
   * reads and counts alone, without a lock.
   */
  async sight(tenantId: string, signal: AbortSignal): Promise<LiveProbeResult> {
    const { foreign } = this.#clinics;
    const count = new Count();
    for (const door of this.#doors) {
      for (const role of door.roles) {
        if (signal.aborted) {
          count.undecided += 1;
          continue;
        }
        const walled = this.#tables.filter(({ isWalled }) => isWalled);
        const theirs = walled.flatMap((table) => sightAttempts(table, tenantId));
        const canaries = walled.flatMap((table) => sightAttempts(table, foreign));
        count.add(
          await this.#try(door, role, foreign, `this clinic's rows as ${role} of another`, theirs),
        );
        count.add(
          await this.#try(
            door,
            role,
            foreign,
            `this clinic's rows as ${role}, forged`,
            theirs,
            tenantId,
          ),
        );
        count.add(
          await this.#try(
            door,
            role,
            tenantId,
            `another clinic's rows as ${role} of this`,
            canaries,
          ),
        );
      }
    }
    return count.result(this.#tables.length, this.#roles, this.#bare);
  }

  get #roles(): number {
    return new Set(this.#doors.flatMap(({ roles }) => roles)).size;
  }

  /** Without the attempts to take control of a table, which would lock it if they worked: the catalog is asked for those rights. */
  #foreign(table: Table, role: DbRole, own: string | null, foreign: string): Attempt[] {
    // Every clinic counts the versions of its keys from 1: that two agree tells nothing.
    const isCounted = table.name === "app.tenant_keys";
    const tried = foreignAttempts(table, role, this.#rows, { own, foreign }).filter(
      ({ aim }) =>
        aim !== "take control of the table" &&
        !((isCounted || this.#isUnsteady(table)) && aim.startsWith("tell by a unique key")),
    );
    // By its name as text: a role that may not look into a schema may not ask for its tables either.
    const asked = `select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname || '.' || c.relname = ${quote(table.name)}
        and (has_table_privilege(c.oid, 'truncate') or has_table_privilege(c.oid, 'references')
          or has_table_privilege(c.oid, 'trigger') or pg_has_role(c.relowner, 'usage'))`;
    return [...tried, reaches("have control of the table", asked, 0)];
  }

  /** Whether a row of it cannot be made, for want of a row here or in a table that it refers to: what refuses it then is not the key. */
  #isUnsteady({ name, references }: Table): boolean {
    return this.#bare.has(name) || references.some(({ target }) => this.#bare.has(target));
  }

  /** That the clinic's own rows are reached, or that the others are not would prove nothing. */
  #control(table: Table, role: DbRole, own: string): Attempt[] {
    const right = allowed(table.name, "read", role);
    if (!table.isWalled || this.#bare.has(table.name) || right?.where !== null) return [];
    return [
      {
        aim: "read an own row",
        statements: [`select count(*) from ${table.name} where tenant_id = ${quote(own)}`],
        holds: ([outcome]) => outcome?.state === "00000" && outcome.rows > 0,
      },
    ];
  }

  async #try(
    door: LiveDoor,
    role: DbRole,
    tenantId: string,
    where: string,
    attempts: readonly Attempt[],
    forged?: string,
  ): Promise<Tried> {
    const actorId = tenantId === "" ? "" : (this.#actor(tenantId) ?? this.#clinics.operatorId);
    const findings = await door.undo({ role, tenantId, actorId }, async (query) => {
      if (forged !== undefined)
        await query(`select set_config('app.current_tenant', ${quote(forged)}, true)`);
      return tryAll(query, where, attempts);
    });
    return {
      attempts: attempts.reduce((sum, { statements }) => sum + statements.length, 0),
      findings,
    };
  }

  #actor(tenantId: string): string | undefined {
    return /^'(.*)'$/.exec(this.#rows.actor(tenantId))?.[1];
  }

  /** What the login can do before it has become a role, and whom it can become. */
  #login(door: LiveDoor): Promise<Tried> {
    const others = [...dbRoles, "chartkeep_owner", "audit_owner", "ctx_owner"].filter(
      (role) => !door.mayBecome.some((own) => own === role),
    );
    const attempts = [
      ...this.#tables.map(({ name }) =>
        isRefused("use a table without a role", `select count(*) from ${name}`),
      ),
      ...others.map((role) =>
        isRefused("become a role without a right", `set local role ${identifier(role)}`),
      ),
    ];
    return door.bare(async (query) => ({
      attempts: attempts.length,
      findings: await tryAll(query, "the login itself", attempts),
    }));
  }
}

/** Count, read whole rows, tell by a condition that fails: what takes no lock. */
function sightAttempts({ name, columns }: Table, tenantId: string): Attempt[] {
  const theirs = `tenant_id = ${quote(tenantId)}`;
  const first = identifier(columns[0]?.name ?? "");
  return [
    reachesNothing("count rows", `select count(*) from ${name} where ${theirs}`),
    reachesNothing(
      "read whole rows",
      `select count(s) from (select * from ${name} where ${theirs} limit 1) s`,
    ),
    reachesNothing(
      "tell by a failing condition",
      `select count(*) from ${name} where ${theirs} and 1 / (length(${first}::text) * 0) = 1`,
    ),
  ];
}

function catalogOf(doors: Doors): Promise<Table[]> {
  const [door] = doors;
  if (!door) throw new Error("the probe has no login");
  return door.bare((query: Query) => liveTables(query));
}
