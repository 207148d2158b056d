import { setTimeout as wait } from "node:timers/promises";
import { closePool, configurePool } from "#db/client";
import { platformOperatorId } from "#db/roles";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { newId } from "#lib/ids";
import { openField } from "#lib/phi/envelope";
import { forgetTenantKeys, tenantKeys } from "#lib/phi/keys";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { ended, startRotating, Writer } from "./rotation/processes.ts";
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
  const failed = { reads: 0, writes: 0 };
  configurePool(appUrl, { max: 4 });
  const timer = shortenKeys();
  try {
    const clinic = await newClinic();
    const ids = await fillClinic(clinic, size);
    for (let round = 1; round <= rounds; round += 1) {
      const readers = Array.from({ length: 2 }, () => new Reader(clinic, ids));
      const reading = readers.map((reader) => reader.run());
      const writer = new Writer(clinic.tenantId, round, ids.slice(0, 200));
      const kills = await rotate(clinic, round + 1);
      await writer.stop();
      for (const reader of readers) reader.isOver = true;
      await Promise.all(reading);

      const { unreadable, lost } = await judge(clinic, writer.written);
      total.kills += kills;
      total.writes += writer.writes;
      total.lost += lost;
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
        unreadable + wrong + lost + behind === 0,
      figures: {
        rounds,
        patients: size,
        ...total,
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

/** Carries one rotation to its end, and kills whoever carries it twice on the way. How often it did. */
async function rotate({ tenantId }: TestClinic, version: number): Promise<number> {
  await admin`insert into app.key_rotations (tenant_id, id, requested_by)
    values (${tenantId}, ${newId()}, ${platformOperatorId})`;
  let kills = 0;
  for (const share of [0.2, 0.6]) {
    const child = startRotating(tenantId);
    while ((await moved(tenantId, version)) < share && child.exitCode === null) await wait(2);
    if (child.kill("SIGKILL")) kills += 1;
    await ended(child);
  }
  if (!(await ended(startRotating(tenantId)))) throw new Error("the rotation did not end");
  return kills;
}

/** The share of the rotation's rows that are sealed anew. */
async function moved(tenantId: string, version: number): Promise<number> {
  const [row] = await admin<{ share: number | null }[]>`
    select rows_moved::float8 / nullif(rows_total, 0) as share from app.key_rotations
    where tenant_id = ${tenantId} and to_version = ${version}`;
  return row?.share ?? 0;
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
