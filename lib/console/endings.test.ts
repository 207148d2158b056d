import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool } from "#db/client";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { operatorLogin, signIn } from "#lib/testing-logins";
import { closeConsole, endLeftConsoles } from "./endings.ts";
import { askConsole, openConsole, stillOpen } from "./session.ts";
import { toldOfConsole } from "./testing-console.ts";

let clinic: TestClinic;

beforeAll(async () => {
  await signIn("operator");
  clinic = await newClinic();
});
afterAll(closePool);

const login = operatorLogin;
const told = () => toldOfConsole(clinic.tenantId);

const openAnother = () =>
  openConsole({
    tenantId: clinic.tenantId,
    clinic: "Test Clinic",
    minutes: 5,
    operator: "ada",
    reason: "A ledger does not add up",
  });

/** Makes a console as old as one whose process was killed. */
const age = (id: string, column: "seen_at" | "until", seconds: number) =>
  admin`update directory.console_sessions
    set ${admin(column)} = clock_timestamp() - make_interval(secs => ${seconds}) where id = ${id}`;

const ends = async () => (await told()).filter(({ action }) => action === "console.closed");

test.each([
  ["whose process was killed", "seen_at", 121],
  ["whose time is over", "until", 31],
] as const)(
  "a console %s is ended without goodbye, once, and answers no more",
  async (_what, column, seconds) => {
    const { session: killed } = await openAnother();
    const { session: atWork } = await openAnother();
    const before = (await ends()).length;
    await endLeftConsoles();
    expect(await ends()).toHaveLength(before);

    await age(killed.id, column, seconds);
    await Promise.all([endLeftConsoles(), endLeftConsoles()]);
    const after = await ends();
    expect(after).toHaveLength(before + 1);
    expect(after.at(-1)).toMatchObject({
      by: "nobody",
      outcome: "failed",
      said: "ended without goodbye",
      lastSeen: expect.any(String) as string,
    });
    expect(await askConsole(killed, login, "select 1 as one")).toEqual({ kind: "expired" });
    expect((await told()).at(-1)).toMatchObject({
      statement: "select 1 as one",
      refused: "expired",
    });
    expect(await stillOpen(killed)).toBe(false);
    expect(await stillOpen(atWork)).toBe(true);
    expect(await closeConsole(killed, "operator")).toBe(false);
    expect(await closeConsole(atWork, "operator")).toBe(true);
  },
);

test("the next console ends the one that was killed before it", async () => {
  const { session: killed } = await openAnother();
  await age(killed.id, "seen_at", 600);
  await openAnother();
  expect((await told()).slice(-2)).toMatchObject([
    { action: "console.closed", by: "nobody" },
    { action: "console.opened" },
  ]);
});
