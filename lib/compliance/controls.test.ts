import { expect, test } from "vitest";
import { liveAccess } from "#db/live-access";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { controls, measure } from "./controls.ts";
import { type Facts, houseFacts } from "./facts.ts";
import { getEvidence } from "./queries.ts";

async function factsOf(clinic: TestClinic): Promise<Facts> {
  const { facts } = await runInScope(clinic.as("tenant_admin"), "evidence:read", getEvidence);
  return { ...facts, ...(await houseFacts(clinic.tenantId, facts.memberIds)) };
}

const stateOf = (facts: Facts, clause: string) =>
  measure(facts).find((control) => control.clause === clause);

test("every control is measured from what is there, and what is not there is not said to hold", async () => {
  const facts = await factsOf(await newClinic());

  expect(new Set(controls.map(({ clause }) => clause)).size).toBe(controls.length);
  expect(stateOf(facts, "164.308(a)(4)")?.state).toBe("pass");
  expect(stateOf(facts, "164.312(a)(1)")).toMatchObject({
    state: "not-measured",
    says: "Isolation has not been probed yet.",
  });
  expect(stateOf(facts, "164.312(c)(1)")?.state).toBe("not-measured");
  expect(stateOf(facts, "164.312(d)")?.state).toBe("fail");
  expect(stateOf(facts, "164.312(e)(1)")).toMatchObject({ state: "not-measurable" });
  expect(stateOf(facts, "164.308(a)(6)")?.state).toBe("not-measurable");
  for (const { state, says, figures } of measure(facts)) {
    expect(says).toMatch(/\.$/);
    if (state === "pass" || state === "fail")
      expect(Object.keys(figures).length).toBeGreaterThan(0);
  }
});

test("a clinic hears how old the last backup is and when a drill passed, and what nobody reported is said so", async () => {
  const facts = await factsOf(await newClinic());
  const told = (backup: Facts["backup"]) =>
    ["164.308(a)(7)", "164.308(a)(7)(ii)(D)"].map((clause) => {
      const control = stateOf({ ...facts, backup }, clause);
      return `${control?.state}: ${control?.says}`;
    });
  expect(Object.keys(facts.backup).sort()).toEqual([
    "drillDaysAgo",
    "hoursAgo",
    "isEmbedded",
    "isLastDrillGood",
    "lastDrillPassed",
    "reported",
  ]);
  const nothing = { reported: 0, hoursAgo: null, lastDrillPassed: null, isLastDrillGood: null };
  expect(told({ ...nothing, isEmbedded: true })).toEqual([
    "not-measured: No backup has been reported yet.",
    "not-measured: No restore drill has been reported yet.",
  ]);
  for (const line of told({ ...nothing, isEmbedded: false }))
    expect(line).toMatch(/^not-measurable: .* a server of its own/);
  const good = { hoursAgo: 3, lastDrillPassed: "2026-11-20", isLastDrillGood: true };
  expect(told({ ...good, drillDaysAgo: 6 })).toEqual([
    "pass: The last backup was 3 hours ago.",
    "pass: The last restore drill passed on 2026-11-20.",
  ]);
  expect(told({ ...good, hoursAgo: 48, isLastDrillGood: false, drillDaysAgo: 6 })).toEqual([
    "fail: The last backup was 48 hours ago, which is more than two days.",
    "fail: The last restore drill found faults: the last that passed was on 2026-11-20.",
  ]);
  expect(told({ ...good, drillDaysAgo: 91 })[1]).toMatch(/^fail: .* more than 90 days old/);
});

test("what breaks turns its control", async () => {
  const facts = await factsOf(await newClinic());
  const violations = [{ rule: "missing", what: "policy patients_wall" }];
  const broken = { ...facts, catalog: { ...facts.catalog, violations } };
  for (const clause of ["164.308(a)(4)", "164.312(a)(1)", "164.312(b)", "164.316(b)(2)"])
    expect(stateOf(broken, clause)?.state, clause).toBe("fail");

  const remover = await admin.begin(async (tx) => {
    await tx.unsafe("grant delete on audit.events to tenant_admin");
    const access = await liveAccess((text) => tx.unsafe(text));
    await tx.unsafe("revoke delete on audit.events from tenant_admin");
    return access;
  });
  const removable = { ...facts, catalog: { ...facts.catalog, access: remover } };
  expect(stateOf(removable, "164.316(b)(2)")?.state).toBe("fail");

  const probe = {
    id: "p",
    requestedAt: "",
    finishedAt: "",
    requestedBy: null,
    tables: 1,
    roles: 1,
    attempts: 9,
    unexpected: 0,
    undecided: 0,
    canaries: 1,
    differences: 0,
    milliseconds: 1,
    catalog: "",
    findings: [],
    ageSeconds: 60,
  };
  const of = (change: object) =>
    stateOf({ ...facts, probe: { ...probe, ...change } }, "164.312(a)(1)");
  expect(of({})?.state).toBe("pass");
  expect(of({ unexpected: 1 })?.state).toBe("fail");
  expect(of({ ageSeconds: 3 * 86_400 })?.state).toBe("not-measured");
  expect(of({ undecided: 1 })?.state).toBe("not-measured");
  const walked = (walk: Facts["walk"]) => stateOf({ ...facts, walk }, "164.312(c)(1)")?.state;
  expect(walked({ at: "now", age: 60, intact: true })).toBe("pass");
  expect(walked({ at: "now", age: 60, intact: false })).toBe("fail");
  expect(walked({ at: "then", age: 8 * 86_400, intact: true })).toBe("not-measured");
  const onTheNet = { ...facts, settings: { ...facts.settings, isLoopback: false } };
  expect(stateOf(onTheNet, "164.312(e)(1)")?.state).toBe("fail");
});

/** For each control the smallest change of a fact that has to turn it, and what it then says. */
const turned: readonly [clause: string, (facts: Facts) => Partial<Facts>, says: string][] = [
  [
    "164.312(a)(2)(i)",
    ({ clinic }) => ({ clinic: { ...clinic, shared: 1 } }),
    "1 members share an account.",
  ],
  [
    "164.312(a)(2)(ii)",
    ({ glass }) => ({ glass: { ...glass, overdue: 2 } }),
    "2 emergency accesses wait for a review that is overdue.",
  ],
  [
    "164.312(a)(2)(ii)",
    ({ glass }) => ({ glass: { ...glass, unclosed: 1 } }),
    "1 emergency accesses are over for an hour, and their end is not recorded.",
  ],
  [
    "164.312(a)(2)(iii)",
    ({ settings }) => ({ settings: { ...settings, idleSeconds: 15 * 60 + 1 } }),
    "Sessions live longer than 15 minutes without activity.",
  ],
  [
    "164.312(a)(2)(iv)",
    ({ keys }) => ({ keys: { ...keys, primaries: 1 } }),
    "The clinic has not both of its keys.",
  ],
  [
    "164.312(a)(2)(iv)",
    ({ clinic }) => ({ clinic: { ...clinic, sampled: 9, sealed: 8 } }),
    "A sampled record is not sealed.",
  ],
  [
    "164.312(a)(2)(iv)",
    ({ settings }) => ({
      settings: { ...settings, keyProvider: "local-file", environment: "production" },
    }),
    "The root key lies beside the data.",
  ],
  [
    "164.312(b)",
    ({ clinic }) => ({ clinic: { ...clinic, head: 0 } }),
    "The trail is empty, or what sees to it is not in place.",
  ],
  [
    "164.312(e)(2)(ii)",
    ({ connection }) => ({ connection: { ...connection, isTls: false, isLocal: false } }),
    "The server and its database speak over a network without TLS.",
  ],
  [
    "164.308(a)(1)(ii)(D)",
    ({ reviews }) => ({ reviews: { ...reviews, made: 3, overdue: 1 } }),
    "1 activity reviews wait for a sign-off that is overdue.",
  ],
  [
    "164.308(a)(3)",
    ({ clinic }) => ({ clinic: { ...clinic, active: 0 } }),
    "The database is not what it is declared to be, so that who may do what is not certain.",
  ],
  [
    "164.308(a)(5)(ii)(D)",
    ({ accounts }) => ({ accounts: { ...accounts, weakHashes: 1 } }),
    "1 accounts have no password that is kept as argon2id.",
  ],
  [
    "164.308(a)(7)",
    ({ backup }) => ({ backup: { ...backup, hoursAgo: 48 } }),
    "The last backup was 48 hours ago, which is more than two days.",
  ],
];

test("the smallest change of a fact that matters turns its control, and says so", async () => {
  const facts = await factsOf(await newClinic());
  for (const [clause, change, says] of turned) {
    expect(stateOf(facts, clause)?.state, clause).not.toBe("fail");
    expect(stateOf({ ...facts, ...change(facts) }, clause)).toMatchObject({ state: "fail", says });
  }
  const strict = { clinic: { ...facts.clinic, strict: 4 }, withoutFactor: 0 };
  const factor = (change: Partial<Facts>) =>
    stateOf({ ...facts, ...strict, ...change }, "164.312(d)")?.state;
  expect(factor({})).toBe("pass");
  expect(factor({ withoutFactor: 1 })).toBe("fail");
  expect(factor({ clinic: { ...strict.clinic, strict: 3 } })).toBe("fail");
  const signed = (age: number) =>
    stateOf({ ...facts, checkpoint: { at: "then", age } }, "164.312(c)(2)")?.state;
  expect(signed(60)).toBe("pass");
  expect(signed(8 * 86_400)).toBe("not-measured");
});
