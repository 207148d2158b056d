import type { ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { closePool, configurePool } from "#db/client";
import { platformOperatorId } from "#db/roles";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { newId } from "#lib/ids";
import { openField } from "#lib/phi/envelope";
import { forgetTenantKeys, tenantKeys } from "#lib/phi/keys";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { ended, startLateWriter, startRotating, Writer } from "./rotation/processes.ts";
import { Reader } from "./rotation/reader.ts";
import { countIn, fillClinic, shortenKeys } from "./rotation/story.ts";

/**
 * A clinic's records are sealed anew while people read and write them, by a process that is killed in
 * the middle and started again. Whatever happens everything opens, no change is lost, and in the end all
 * of it is under one version.
 */
export const claim: Claim = {
  title: "Keys rotate under load, killed midway, and every record stays readable",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  const [rounds, size] = full ? [20, 20_000] : [1, 3_000];
  const total = { reads: 0, writes: 0, kills: 0, unreadable: 0, wrong: 0, lost: 0, left: 0 };
  let restarts = 0;
  const failed = { reads: 0, writes: 0 };
  configurePool(appUrl, { max: 4 });
  const timer = shortenKeys();
  try {
    const clinic = await newClinic();
    const ids = await fillClinic(clinic, size);
    for (let round = 1; round <= rounds; round += 1) {
      const readers = Array.from({ length: 2 }, () => new Reader(clinic, ids));
      const reading = readers.map((reader) => reader.run());
      const late = { id: ids.at(-1) ?? "", count: round * 1_000_000 };
      const lateWriter = await startLateWriter(clinic.tenantId, late.id, late.count);
      const writer = new Writer(clinic.tenantId, round, ids.slice(0, 200));
      const { kills, fromTheTop } = await rotate(clinic, round + 1, lateWriter);
      await writer.stop();
      if (!(await ended(lateWriter))) throw new Error("the late writer could not write");
      for (const reader of readers) reader.isOver = true;
      await Promise.all(reading);

      writer.written.set(late.id, late.count);
      const { unreadable, lost } = await judge(clinic, writer.written);
      total.kills += kills;
      restarts += fromTheTop;
      total.writes += writer.writes;
      total.lost += lost + writer.lost;
      total.unreadable += unreadable;
      total.left += await left(clinic.tenantId, round + 1);
      failed.writes += writer.failed;
      for (const reader of readers) {
        total.reads += reader.reads;
        total.unreadable += reader.unreadable;
        total.wrong += reader.wrong;
        failed.reads += reader.failed;
      }
      log(`round ${round} of ${rounds}: killed ${kills} times, ${writer.writes} names written`);
    }
    const { unreadable, wrong, lost, left: behind } = total;
    return {
      held:
        total.kills >= rounds * 2 &&
        total.reads > 0 &&
        total.writes > 0 &&
        unreadable + wrong + lost + behind + restarts === 0,
      figures: {
        rounds,
        patients: size,
        ...total,
        "begun again from the top": restarts,
        "reads that failed and said so": failed.reads,
        "writes that failed and said so": failed.writes,
      },
    };
  } finally {
    clearInterval(timer);
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

/** How long one process may take to carry a rotation to its end, in seconds. */
const patience = 120;

/**
 * Carries one rotation to its end, and kills whoever carries it twice on the way. How often it did, and
 * how often the next had to begin a pass from the top.
 */
async function rotate(
  { tenantId }: TestClinic,
  version: number,
  lateWriter: ChildProcess,
): Promise<{ kills: number; fromTheTop: number }> {
  await admin`insert into app.key_rotations (tenant_id, id, requested_by)
    values (${tenantId}, ${newId()}, ${platformOperatorId})`;
  let [kills, fromTheTop] = [0, 0];
  let place: Place | undefined;
  for (const share of [0.2, 0.6, 2]) {
    const child = startRotating(tenantId);
    const deadline = performance.now() + patience * 1_000;
    while (child.exitCode === null && performance.now() < deadline) {
      const now = await placeOf(tenantId, version);
      if (now && isBehind(now, place)) fromTheTop += 1;
      // What comes later is written under the key of before.
      if (now && !place) lateWriter.send("begun");
      place = now ?? place;
      if ((now?.share ?? 0) >= share) break;
      await wait(2);
    }
    if (share > 1) {
      if (child.exitCode === null) child.kill("SIGKILL");
      if (!(await ended(child))) throw new Error("the rotation did not end");
    } else {
      if (child.kill("SIGKILL")) kills += 1;
      await ended(child);
      // Rows that it moved without a mark of how far it came would be walked again.
      if ((await placeOf(tenantId, version))?.table === null) fromTheTop += 1;
    }
  }
  return { kills, fromTheTop };
}

/** How far a rotation has come: the share of its rows, and where its pass is. */
interface Place {
  readonly share: number;
  readonly pass: number;
  readonly table: string | null;
  readonly id: string | null;
}

async function placeOf(tenantId: string, version: number): Promise<Place | undefined> {
  const [row] = await admin<Place[]>`
    select coalesce(rows_moved::float8 / nullif(rows_total, 0), 0) as share, pass, at_table as table, at_id as id
    from app.key_rotations where tenant_id = ${tenantId} and to_version = ${version}`;
  return row;
}

/** Whether a pass stands before where it stood already. */
function isBehind(now: Place, before: Place | undefined): boolean {
  if (!before || before.pass !== now.pass || before.table === null) return false;
  return `${now.table ?? ""} ${now.id ?? ""}` < `${before.table} ${before.id ?? ""}`;
}

/** Opens everything of every patient, and compares the names with the last change that their writer was told is written. */
async function judge(
  { tenantId }: TestClinic,
  written: ReadonlyMap<string, number>,
): Promise<{ unreadable: number; lost: number }> {
  forgetTenantKeys();
  const keys = await tenantKeys({ tenantId, role: "prescriber", actorId: platformOperatorId });
  const found = { unreadable: 0, lost: 0 };
  const rows = admin<Record<string, Buffer & string>[]>`
    select id, family_sealed, given_sealed, mrn_sealed, demographics_sealed
    from app.patients where tenant_id = ${tenantId}`.cursor(500);
  for await (const page of rows) {
    for (const { id = "", ...sealed } of page) {
      try {
        const texts = Object.entries(sealed).map(([column, bytes]) =>
          openField(keys, { table: "patients", column, rowId: id }, bytes),
        );
        const count = countIn(texts[0] ?? "", id);
        if (count === undefined || count < (written.get(id) ?? 0)) found.lost += 1;
      } catch {
        found.unreadable += 1;
      }
    }
  }
  return found;
}

/** Rows that are not under the version that all should be under. */
async function left(tenantId: string, version: number): Promise<number> {
  const [row] = await admin<{ rows: number }[]>`
    select count(*)::int as rows from app.patients where tenant_id = ${tenantId}
      and (get_byte(family_sealed, 5) <> ${version} or get_byte(given_sealed, 5) <> ${version}
        or get_byte(mrn_sealed, 5) <> ${version} or get_byte(demographics_sealed, 5) <> ${version})`;
  return row?.rows ?? -1;
}
