import { setTimeout as pause } from "node:timers/promises";
import type { Verdict } from "#e2e/claim";
import { stateOf } from "#e2e/intrusions/ask";
import { changedTables, evidence } from "#e2e/proofs/matrix/evidence";
import { admin } from "#e2e/staff";
import { found } from "#e2e/watch";
import type { FakeKms, KmsFault } from "#lib/kms/testing-kms";
import { shownIn, type TimedAnswer, timed } from "./asking.ts";
import {
  type Ask,
  type ClinicInNeed,
  chartOf,
  eventsOf,
  keylessAsks,
  newClinicInNeed,
  sealedAsks,
} from "./clinic.ts";

const faults: readonly KmsFault[] = ["refuse", "hang", "500", "slow", "wrong key", "disabled"];
/** In milliseconds. */
const limits = { refusal: 2_000, healing: 10_000 };
/** How many ask for the same page at once. */
const crowd = 4;
/** How many calls may reach the service before it is left alone. */
const mostCalls = 5;

/** What all rounds together came to. */
interface Tally {
  asked: number;
  slowest: number;
  own: number;
  healing: number;
  calls: number;
  secrets: number;
  empties: number;
  writes: number;
  keyless: number;
  atHand: number;
  readonly wrong: string[];
}

/**
 * Meets each fault with a clinic whose keys the server has never had, while another's are at hand. A
 * clinic that has healed is the one whose keys are at hand in the next round.
 */
export async function meetFaults(
  kms: FakeKms,
  { rounds, log }: { readonly rounds: number; readonly log: (line: string) => void },
): Promise<Verdict> {
  const tally: Tally = {
    asked: 0,
    slowest: 0,
    own: 0,
    healing: 0,
    calls: 0,
    secrets: 0,
    empties: 0,
    writes: 0,
    keyless: 0,
    atHand: 0,
    wrong: [],
  };
  try {
    let warm = await newClinicInNeed();
    await heal(kms, warm);
    for (let round = 1; round <= rounds; round += 1)
      for (const fault of faults) {
        const cold = await newClinicInNeed();
        await meet(kms, fault, { cold, warm, tally });
        const healed = await heal(kms, cold);
        if (healed > limits.healing)
          tally.wrong.push(`${fault}: healed after ${Math.round(healed)} ms`);
        tally.healing = Math.max(tally.healing, healed);
        log(`${fault}, round ${round}: shown again after ${Math.round(healed)} ms`);
        warm = cold;
      }
  } finally {
    await admin.end({ timeout: 5 });
  }
  for (const line of tally.wrong.slice(0, 40)) log(line);
  const { wrong, asked, slowest, own, healing, calls, secrets, empties, writes, keyless, atHand } =
    tally;
  return {
    held: wrong.length === 0 && asked > 100,
    figures: {
      faults: faults.length * rounds,
      "sealed things asked for": asked,
      "slowest 503 ms": Math.round(slowest),
      "slowest page by itself ms": Math.round(own),
      "PHI shown": secrets,
      "said to be empty": empties,
      "tables and trails written": writes,
      "without keys shown": keyless,
      "with keys at hand shown": atHand,
      "most calls before it was left alone": calls,
      "slowest healing ms": Math.round(healing),
      wrong: wrong.length,
    },
  };
}

const ask = ({ path, asking }: Ask) => timed(path, asking);
const askAtOnce = (one: Ask) => Promise.all(Array.from({ length: crowd }, () => ask(one)));

/** Whether an answer is the chart of the clinic's patient, opened. */
const isShown = (answer: TimedAnswer, { patient }: ClinicInNeed) =>
  answer.status === 200 && found(answer.text, [patient.family]).length > 0;

interface Round {
  readonly cold: ClinicInNeed;
  readonly warm: ClinicInNeed;
  readonly tally: Tally;
}

async function meet(kms: FakeKms, fault: KmsFault, { cold, warm, tally }: Round): Promise<void> {
  // What the page takes by itself on this machine at this moment, also for many at once.
  const own = Math.max(...(await askAtOnce(chartOf(warm))).map(({ milliseconds }) => milliseconds));
  const limit = Math.max(limits.refusal, limits.refusal - 500 + own);
  tally.own = Math.max(tally.own, own);
  const before = await evidence();
  const events = await eventsOf(cold);
  kms.calls.length = 0;
  await kms.fail(fault);
  const said = (line: string) => tally.wrong.push(`${fault}: ${line}`);
  const judge = (answer: TimedAnswer, isRefused: boolean) => {
    tally.asked += 1;
    tally.slowest = Math.max(tally.slowest, answer.milliseconds);
    const { secrets, words } = shownIn(answer, cold.secrets);
    tally.secrets += secrets.length;
    tally.empties += words.length;
    if (!isRefused) said(`${answer.what} answers ${answer.status}`);
    if (answer.milliseconds > limit)
      said(`${answer.what} took ${Math.round(answer.milliseconds)} ms`);
    if (secrets.length > 0) said(`${answer.what} shows ${secrets.length} values`);
    if (words.length > 0) said(`${answer.what} says ${words.join(", ")}`);
  };
  const isRefusal = ({ status, retryAfter }: TimedAnswer) =>
    status === 503 && Number(retryAfter) > 0;

  // The first to meet the fault, then many at once: by then the service is left alone.
  const refused = await ask(chartOf(cold));
  judge(refused, isRefusal(refused));
  for (const answer of await askAtOnce(chartOf(cold))) judge(answer, isRefusal(answer));
  tally.calls = Math.max(tally.calls, kms.calls.length);
  if (kms.calls.length > mostCalls) said(`${kms.calls.length} calls before it was left alone`);

  const { pages, routes, actions } = sealedAsks(cold);
  for (const each of [...pages, ...routes]) {
    const answer = await ask(each);
    judge(answer, isRefusal(answer));
  }
  for (const each of actions) {
    const answer = await ask(each);
    judge(answer, stateOf({ ...answer, location: undefined }) === "unavailable");
  }

  const changed = changedTables(before, await evidence());
  const written = (await eventsOf(cold)) - events;
  tally.writes += changed.length + written;
  if (changed.length > 0) said(`changed ${changed.join(", ")}`);
  if (written > 0) said(`${written} events were written`);

  for (const each of keylessAsks(cold)) {
    const { status } = await ask(each);
    if (status === 200) tally.keyless += 1;
    else said(`${each.path} needs no key and answers ${status}`);
  }
  const chart = await ask(chartOf(warm));
  if (isShown(chart, warm)) tally.atHand += 1;
  else said(`the chart whose keys are at hand answers ${chart.status}`);
}

/** Ends the fault, and says after how many milliseconds the chart is shown. */
async function heal(kms: FakeKms, clinic: ClinicInNeed): Promise<number> {
  await kms.fail(undefined);
  const begin = performance.now();
  while (performance.now() - begin < 3 * limits.healing) {
    if (isShown(await ask(chartOf(clinic)), clinic)) break;
    await pause(200);
  }
  return performance.now() - begin;
}
