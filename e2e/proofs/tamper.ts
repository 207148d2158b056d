import { sql } from "drizzle-orm";
import { closePool, configurePool } from "#db/client";
import type { TenantTx } from "#db/tenant";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import type { ChainVerdict, Damage } from "#lib/audit/verdict";
import { verifyChain } from "#lib/audit/verify";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, adminDb, newClinic, type TestClinic } from "#lib/testing";
import { alterations } from "./tamper/alterations.ts";
import type { ForgerTx, Tampering, Target } from "./tamper/forger.ts";
import { insertions } from "./tamper/insertions.ts";
import { rearrangements } from "./tamper/rearrangements.ts";
import { removals } from "./tamper/removals.ts";

const tamperings = [...alterations, ...removals, ...insertions, ...rearrangements];

/**
 * A superuser who takes the guards down changes chains in every way there is, one at a time, and each
 * is named with its position and kind; untouched chains are silent. Not claimed: a head that is
 * rewritten together with the tail behind it. That needs a checkpoint kept outside of the database.
 */
export const claim: Claim = {
  title: "Tampering of every kind is found and named, and clean chains are silent",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  configurePool(appUrl, { max: 8 });
  try {
    const targets = await makeChains(full ? 120 : 40);
    const rounds = full ? 1_000 : 60;
    const wrong: string[] = [];
    let falseAlarms = 0;
    for (let round = 0; round < rounds; round += 1) {
      const tampering = pick(tamperings, round);
      const target = pick(targets, round * 7 + 3);
      const { answer, expected } = await tamper(tampering, target);
      if (!isSame(answer.damage, expected)) {
        wrong.push(`${tampering.name}: ${shown(expected)}, answered ${shown(answer.damage)}`);
        log(wrong.at(-1) ?? "");
      }
      if ((await verify(pick(targets, round))).damage) falseAlarms += 1;
      if ((round + 1) % 100 === 0) log(`${round + 1} of ${rounds}`);
    }
    return {
      held: wrong.length === 0 && falseAlarms === 0,
      figures: {
        tamperings: rounds,
        kinds: tamperings.length,
        named: rounds - wrong.length,
        "clean verifies": rounds,
        "false alarms": falseAlarms,
      },
    };
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

/** Chains of several clinics, written by members of different roles through the door that everybody uses. */
async function makeChains(events: number): Promise<Target[]> {
  const clinics = [await newClinic(), await newClinic(), await newClinic(), await newClinic()];
  const ends = await Promise.all(clinics.map((clinic) => work(clinic, events)));
  return clinics.map(({ tenantId }, index) => ({
    tenantId,
    otherId: pick(clinics, index + 1).tenantId,
    last: pick(ends, index),
  }));
}

async function work(clinic: TestClinic, events: number): Promise<number> {
  for (let event = 0; event < events; event += 1) {
    const actor = event % 3 === 0 ? clinic.as("biller") : clinic.as("prescriber");
    await runInScope(actor, "patient:read", async (scope) => {
      scope.record({ action: "chart.viewed", patientIds: [newId()], details: { event } });
    });
  }
  const [head] = await admin<{ seq: number }[]>`
    select seq::int from audit.heads where tenant_id = ${clinic.tenantId}`;
  return head?.seq ?? 0;
}

/** Tampers in a transaction, asks the verifier inside it, and takes it all back. */
async function tamper(
  { apply, margin = 0 }: Tampering,
  target: Target,
): Promise<{ answer: ChainVerdict; expected: Damage }> {
  let result: { answer: ChainVerdict; expected: Damage } | undefined;
  const undone = new Error("taken back");
  await adminDb
    .transaction(async (tx) => {
      for (const table of ["events", "subjects", "heads"])
        await tx.execute(sql.raw(`alter table audit.${table} disable trigger user`));
      const position = await positionFor(tx, target, margin);
      const expected = await apply(tx, target, position);
      result = { answer: await verifyIn(tx, target), expected };
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  if (!result) throw new Error("the tampering did not run");
  return result;
}

/** A random event of a member, so that it has details and a patient to tamper with. */
async function positionFor(tx: ForgerTx, target: Target, margin: number): Promise<number> {
  const [row] = await tx.execute<{ seq: string }>(sql`
    select seq from audit.events where tenant_id = ${target.tenantId} and detail is not null
      and seq between ${1 + margin} and ${target.last - margin} order by random() limit 1`);
  return Number(row?.seq);
}

const verify = (target: Target) => adminDb.transaction((tx) => verifyIn(tx, target));

async function verifyIn(tx: ForgerTx, { tenantId }: Target): Promise<ChainVerdict> {
  await tx.execute(sql`select set_config('role', 'chartkeep_auditor', true),
    set_config('app.current_tenant', ${tenantId}, true)`);
  return verifyChain(tx as unknown as TenantTx, tenantId);
}

const isSame = (answer: Damage | null, { position, kind, part }: Damage) =>
  answer?.position === position && answer.kind === kind && answer.part === part;

const shown = (damage: Damage | null) =>
  damage ? `${damage.kind} (${damage.part}) at ${damage.position}` : "nothing";

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}
