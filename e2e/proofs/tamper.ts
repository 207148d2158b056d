import { sql } from "drizzle-orm";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import type { Damage } from "#lib/audit/verdict";
import { admin, adminDb } from "#lib/testing";
import { alterations } from "./tamper/alterations.ts";
import { makeChains } from "./tamper/chains.ts";
import type { ForgerTx, Tampering, Target } from "./tamper/forger.ts";
import { insertions } from "./tamper/insertions.ts";
import { type Answers, Judge } from "./tamper/judge.ts";
import { rearrangements } from "./tamper/rearrangements.ts";
import { removals } from "./tamper/removals.ts";
import { rewrites } from "./tamper/rewrites.ts";

const tamperings = [...alterations, ...removals, ...insertions, ...rearrangements, ...rewrites];

/**
 * A superuser who takes the guards down changes chains in every way there is, one at a time, and each
 * is named with its position and kind: by the application, held against a checkpoint outside of the
 * database, and by the standalone verifier from an exported bundle. Untouched chains are silent.
 */
export const claim: Claim = {
  title: "Tampering of every kind is found and named, and clean chains are silent",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  const judge = await Judge.open();
  try {
    const operatorUrl = process.env.TEST_OPERATOR_URL ?? "";
    const targets = await makeChains(full ? 120 : 40, { appUrl, operatorUrl });
    const rounds = full ? 1_000 : tamperings.length;
    const wrong: string[] = [];
    let signedOnly = 0;
    let falseAlarms = 0;
    for (let round = 0; round < rounds; round += 1) {
      const tampering = pick(tamperings, round);
      const target = pick(targets, round * 7 + 3);
      const { answers, expected } = await tamper(judge, tampering, target);
      const faults = faultsOf(tampering, answers, expected);
      wrong.push(...faults);
      for (const fault of faults) log(fault);
      if (tampering.needsCheckpoint) signedOnly += 1;

      const clean = await adminDb.transaction((tx) => judge.ask(tx, pick(targets, round)));
      if (clean.links || clean.signed || clean.bundle) {
        falseAlarms += 1;
        log(`a clean chain: ${shown(clean.signed)}, bundle ${shown(clean.bundle)}`);
      }
      if ((round + 1) % 100 === 0) log(`${round + 1} of ${rounds}`);
    }
    return {
      held: wrong.length === 0 && falseAlarms === 0,
      figures: {
        tamperings: rounds,
        kinds: tamperings.length,
        "found by a checkpoint alone": signedOnly,
        "not named": wrong.length,
        "clean runs": rounds,
        "false alarms": falseAlarms,
      },
    };
  } finally {
    await judge.close();
    await admin.end({ timeout: 5 });
  }
}

/** What of the three answers is not as it must be. */
function faultsOf(
  { name, needsCheckpoint, inBundle }: Tampering,
  { links, signed, bundle }: Answers,
  expected: Damage,
): string[] {
  const faults: string[] = [];
  const fault = (who: string, answer: Damage | Answers["bundle"]) =>
    faults.push(`${name}: ${shown(expected)}, ${who} answered ${shown(answer)}`);
  if (!isSame(signed, expected)) fault("the application", signed);
  // Else the tampering would prove nothing about checkpoints.
  if (needsCheckpoint ? links !== null : !isSame(links, expected)) fault("the walk", links);
  const wanted = inBundle === null ? null : { ...expected, kind: inBundle ?? expected.kind };
  if (bundle?.position !== wanted?.position || bundle?.kind !== wanted?.kind)
    fault("the bundle's verifier", bundle);
  return faults;
}

/** Tampers in a transaction, asks the verifiers inside it, and takes it all back. */
async function tamper(
  judge: Judge,
  { apply, margin = 0 }: Tampering,
  target: Target,
): Promise<{ answers: Answers; expected: Damage }> {
  let result: { answers: Answers; expected: Damage } | undefined;
  const undone = new Error("taken back");
  await adminDb
    .transaction(async (tx) => {
      for (const table of ["events", "subjects", "heads", "checkpoints"])
        await tx.execute(sql.raw(`alter table audit.${table} disable trigger user`));
      const position = await positionFor(tx, target, margin);
      const expected = await apply(tx, target, position);
      result = { answers: await judge.ask(tx, target), expected };
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

const isSame = (answer: Damage | null, { position, kind, part }: Damage) =>
  answer?.position === position && answer.kind === kind && answer.part === part;

const shown = (
  damage: { readonly position: number; readonly kind: string; readonly part?: string } | null,
) => (damage ? `${damage.kind} (${damage.part ?? "event"}) at ${damage.position}` : "nothing");

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}
