import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { newClinic } from "#lib/testing";
import { type PastEvent, placeEvents } from "#lib/testing-events";
import { recordPatient } from "#lib/testing-records";
import { holdAccounting, liftHold, withdrawDisclosure } from "./commands.ts";
import { HoldAccounting } from "./input.ts";
import type { Purpose } from "./rules.ts";
import {
  account,
  ago,
  asAdmin,
  earliest,
  record,
  shifted,
  shown,
  today,
} from "./testing-accounting.ts";

test("the period is counted in the clinic's days, to the second at both ends", async () => {
  const clinic = await newClinic();
  const ada = await recordPatient(clinic);
  const print = (at: string, reason: string): PastEvent => ({
    at,
    action: "chart.printed",
    actorId: clinic.as("prescriber").memberId,
    role: "prescriber",
    patientIds: [ada],
    details: { reason },
  });
  await placeEvents(clinic, [
    print(`${shifted(earliest, -1)} 23:59:59.999`, "too early"),
    print(`${earliest} 00:00:00`, "first day"),
    print(`${shifted(earliest, 1)} 00:00:00`, "second day"),
    print(`${ago(3)} 00:00:00`, "three days ago"),
    print(`${ago(2)} 23:59:59.999`, "two days ago"),
    print(`${ago(1)} 00:00:00`, "yesterday"),
  ]);
  const reasons = async (asked: object = {}) =>
    (await account(clinic, ada, asked)).accounting.lines.map(({ purpose }) => purpose);

  expect(await reasons()).toEqual([
    "first day",
    "second day",
    "three days ago",
    "two days ago",
    "yesterday",
  ]);
  expect(await reasons({ from: shifted(earliest, 1) })).not.toContain("first day");
  expect(await reasons({ from: ago(3), to: ago(2) })).toEqual(["three days ago", "two days ago"]);
  expect(await reasons({ from: ago(2), to: ago(2) })).toEqual(["two days ago"]);
  expect(await reasons({ from: earliest, to: earliest })).toEqual(["first day"]);

  const issues = (asked: object) => account(clinic, ada, asked).catch((error) => error.issues);
  expect(await issues({ from: shifted(earliest, -1) })).toHaveProperty("from");
  expect(await issues({ to: shifted(today, 1) })).toHaveProperty("to");
  expect(await issues({ from: ago(2), to: ago(3) })).toHaveProperty("from");
});

test("what was entered in error leaves the accounting and stays on the desk, with its reason", async () => {
  const clinic = await newClinic();
  const ada = await recordPatient(clinic);
  const { disclosureId } = await record(clinic, ada, {});
  const withdraw = () =>
    asAdmin(clinic, (scope) =>
      withdrawDisclosure(scope, { disclosureId, reason: "Wrong patient" }),
    );
  expect(await shown(clinic, ada)).toHaveLength(1);

  const outcomes = await Promise.allSettled([withdraw(), withdraw()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const desk = await account(clinic, ada);
  expect(desk.accounting.lines).toEqual([]);
  expect(desk.recorded).toMatchObject([{ id: disclosureId, withdrawn: "Wrong patient" }]);
});

test("a hold keeps back what went to its kind of agency, until it is over or lifted", async () => {
  const clinic = await newClinic();
  const ada = await recordPatient(clinic);
  const to = (purpose: Purpose) => record(clinic, ada, { purpose, recipient: purpose });
  await to("law_enforcement");
  await to("health_oversight");
  await to("public_health");
  const hold = (said: object) =>
    asAdmin(clinic, (scope) =>
      holdAccounting(
        scope,
        HoldAccounting.parse({
          holdId: newId(),
          patientId: ada,
          agency: "law_enforcement",
          statement: "Det. Ruiz: an investigation",
          endsOn: ago(-30),
          isOral: "yes",
          ...said,
        }),
      ),
    );
  await expect(hold({ endsOn: ago(-31) })).rejects.toHaveProperty("issues.endsOn");
  await hold({});
  const recipients = async () =>
    (await account(clinic, ada)).accounting.lines.map(({ recipient }) => recipient);
  expect(await recipients()).toEqual(["health_oversight", "public_health"]);

  const { holds, recorded } = await account(clinic, ada);
  expect(holds).toMatchObject([{ isInForce: true, startsOn: today }]);
  expect(recorded.map(({ isHeld }) => isHeld)).toEqual([true, false, false]);
});

test("nothing is recorded for a day to come, and no hold ends before it begins or is lifted twice", async () => {
  const clinic = await newClinic();
  const ada = await recordPatient(clinic);
  await expect(record(clinic, ada, { disclosedOn: ago(-1) })).rejects.toHaveProperty(
    "issues.disclosedOn",
  );
  const hold = (endsOn: string) =>
    asAdmin(clinic, (scope) =>
      holdAccounting(
        scope,
        HoldAccounting.parse({
          holdId: newId(),
          patientId: ada,
          agency: "law_enforcement",
          statement: "Det. Ruiz",
          endsOn,
          isOral: "no",
        }),
      ),
    );
  await expect(hold(ago(1))).rejects.toHaveProperty("issues.endsOn");
  const { holdId } = await hold(today);
  const lift = () => asAdmin(clinic, (scope) => liftHold(scope, { holdId, reason: "Closed" }));
  await lift();
  await expect(lift()).rejects.toHaveProperty("code", "hold.over");
});
