import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, type TestClinic } from "#lib/testing";

/** A write that was acknowledged, and between which of the proof's own moments it was made. */
interface Write {
  readonly id: string;
  readonly begun: number;
  readonly ended: number;
}

/** Members of several clinics who write without a pause, each write known by the id that its event names. */
export class Writers {
  readonly acknowledged: Write[] = [];
  #moment = 0;
  #isStopped = false;
  #asked: { before: number; after: number } | undefined;
  readonly #loops: Promise<void>[];

  constructor(clinics: readonly TestClinic[]) {
    this.#loops = clinics.flatMap((clinic) => [this.#go(clinic), this.#go(clinic)]);
  }

  async #go(clinic: TestClinic): Promise<void> {
    while (!this.#isStopped) {
      const id = newId();
      const begun = ++this.#moment;
      await runInScope(clinic.as("tenant_admin"), "audit:read", async (scope) => {
        scope.record({ action: "trail.viewed", entityId: id, details: { of: id } });
      });
      this.acknowledged.push({ id, begun, ended: ++this.#moment });
      // Enough to be under load, and not all that the machine can do.
      await pause(5);
    }
  }

  /** Lets so many more writes be acknowledged. */
  async write(count: number): Promise<void> {
    const wanted = this.acknowledged.length + count;
    while (this.acknowledged.length < wanted) {
      await Promise.race([...this.#loops, pause(5)]);
    }
  }

  /** Asks the database for an instant, and remembers what had been acknowledged before and begun after. */
  async mark(): Promise<string> {
    const before = ++this.#moment;
    const [row] = await admin<{ at: string }[]>`
      select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;
    this.#asked = { before, after: ++this.#moment };
    return row?.at ?? "";
  }

  /** Ends the writing, after what is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#loops);
  }

  /** How many writes a restored database lacks though they were acknowledged before the instant, and has though they were begun after it. */
  async compare(url: string): Promise<{ lost: number; extra: number }> {
    const { before = 0, after = 0 } = this.#asked ?? {};
    const sql = postgres(url, { max: 1 });
    const rows = await sql<{ id: string }[]>`
      select entity_id as id from audit.events where action = 'trail.viewed'`;
    await sql.end();
    const there = new Set(rows.map(({ id }) => id));
    const due = this.acknowledged.filter(({ ended }) => ended < before);
    const late = this.acknowledged.filter(({ begun }) => begun > after);
    if (due.length === 0 || late.length === 0) throw new Error("nothing was written on one side");
    return {
      lost: due.filter(({ id }) => !there.has(id)).length,
      extra: late.filter(({ id }) => there.has(id)).length,
    };
  }
}
