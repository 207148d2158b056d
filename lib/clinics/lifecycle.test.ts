import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool } from "#db/client";
import { standingOf } from "#lib/auth/standing";
import { arrive, seen } from "#lib/auth/testing-person";
import { newId } from "#lib/ids";
import { sendInvitation } from "#lib/links/invitations";
import { findInvitation } from "#lib/links/joining";
import { mailsTo, tokenIn } from "#lib/links/testing-worker";
import { admin } from "#lib/testing";
import { asOperatorLogin } from "#lib/testing-logins";
import { newPerson } from "#lib/testing-people";
import { ClinicInput } from "./input.ts";
import { takeStep } from "./lifecycle.ts";
import { clinicLine } from "./list.ts";
import { openClinic } from "./open.ts";

const reason = "Invoices unpaid since spring";
const events = (tenantId: string) => admin<{ action: string; actor_id: string }[]>`
  select action, actor_id from audit.events
  where tenant_id = ${tenantId} and action like 'clinic.%' order by seq`;
const stateOf = async (tenantId: string) =>
  (await admin`select status from directory.tenants where id = ${tenantId}`)[0]?.status as string;

beforeAll(closePool);
afterAll(closePool);

test("a suspended clinic ends its sessions, keeps everybody out, and revives nothing when it is resumed", async () => {
  const person = await newPerson({ clinics: 2 });
  const [clinic = "", other = ""] = person.tenants;
  const session = async (tenantId: string, memberId: string) => {
    const hash = Buffer.from(newId().replaceAll("-", "").repeat(2), "hex");
    await admin`insert into directory.sessions
        (token_hash, id, account_id, tenant_id, member_id, member_epoch, stage, epoch)
      values (${hash}, ${newId()}, ${person.accountId}, ${tenantId}, ${memberId}, 1, 'signed_in', 1)`;
    return hash;
  };
  const inside = await session(clinic, person.members[0] ?? "");
  const elsewhere = await session(other, person.members[1] ?? "");
  const left = async (hash: Buffer) =>
    (await admin`select 1 from directory.sessions where token_hash = ${hash}`).length;

  expect(await asOperatorLogin(() => takeStep(clinic, "clinic.suspended", reason))).toBe(1);
  expect([await left(inside), await left(elsewhere)]).toEqual([0, 1]);
  expect(await asOperatorLogin(() => takeStep(clinic, "clinic.suspended", reason))).toBeUndefined();
  const { token } = await arrive(person);
  const entered = await seen(token);
  expect(entered.tenantId).toBe(other);

  expect(await asOperatorLogin(() => takeStep(clinic, "clinic.resumed", reason))).toBe(0);
  expect(await left(inside)).toBe(0);
  expect((await standingOf(entered)).kind).toBe("open");
  const told = await events(clinic);
  expect(told.map(({ action }) => action)).toEqual(["clinic.suspended", "clinic.resumed"]);
  expect(new Set(told.map(({ actor_id }) => actor_id)).size).toBe(1);
  expect(await events(other)).toEqual([]);
});

test("who signs in while the clinic is being suspended waits, and then is not let in", async () => {
  const person = await newPerson();
  const [clinic = ""] = person.tenants;
  let arriving: Promise<PromiseSettledResult<unknown>[]> | undefined;
  await admin.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended(${clinic}, 9))`;
    await tx`update directory.tenants set status = 'suspended' where id = ${clinic}`;
    await tx`delete from directory.sessions where tenant_id = ${clinic}`;
    let isSettled = false;
    arriving = Promise.allSettled([arrive(person)]).finally(() => {
      isSettled = true;
    });
    for (let waiting = 0; waiting === 0 && !isSettled; ) {
      const [row] = await tx<{ count: number }[]>`
        select count(*)::int from pg_locks where locktype = 'advisory' and not granted`;
      waiting = row?.count ?? 0;
    }
  });
  expect((await arriving)?.[0]?.status).toBe("rejected");
  expect(await admin`select 1 from directory.sessions where tenant_id = ${clinic}`).toEqual([]);
});

test("a clinic is offboarded only once it is suspended, and never comes back", async () => {
  const [person] = [await newPerson()];
  const [clinic = ""] = person.tenants;
  await asOperatorLogin(async () => {
    expect(await takeStep(clinic, "clinic.offboarded", reason)).toBeUndefined();
    await takeStep(clinic, "clinic.suspended", reason);
    expect(await takeStep(clinic, "clinic.offboarded", reason)).toBe(0);
    expect(await takeStep(clinic, "clinic.resumed", reason)).toBeUndefined();
    expect(await clinicLine(`test-${clinic}`)).toMatchObject({
      status: "offboarded",
      patients: 0,
      isIntact: null,
    });
  });
  expect(await stateOf(clinic)).toBe("offboarded");
});

test("a new clinic has its first administrator invited, or is not made at all", async () => {
  const email = `${newId()}@example.test`;
  const draft = ClinicInput.parse({
    slug: `new-${newId()}`,
    name: "Harbor Hormone Clinic",
    specialty: "hormone",
    timeZone: "America/Chicago",
    administrator: { displayName: "Ada Byron", email: email.toUpperCase() },
  });
  const place = await asOperatorLogin(async () => {
    const opened = await openClinic(draft, reason);
    await sendInvitation(opened);
    return opened;
  });
  const [mail] = await mailsTo(email);
  expect(await findInvitation(tokenIn(mail))).toMatchObject({
    ...place,
    clinic: draft.name,
    roles: ["tenant_admin"],
  });
  const told = await admin<{ action: string }[]>`select action from audit.events
    where tenant_id = ${place.tenantId} and action not like 'row.%' order by seq`;
  expect(told.map(({ action }) => action).slice(0, 3)).toEqual([
    "clinic.created",
    "keys.created",
    "member.invited",
  ]);

  await expect(asOperatorLogin(() => openClinic(draft, reason))).rejects.toThrow();
  expect(await admin`select 1 from app.members where email = ${email}`).toHaveLength(1);
  expect(await admin`select 1 from directory.tenants where slug = ${draft.slug}`).toHaveLength(1);
});

test("the server's own login can neither suspend a clinic nor end the sessions of others", async () => {
  const [clinic = ""] = (await newPerson()).tenants;
  await expect(takeStep(clinic, "clinic.suspended", reason)).rejects.toThrow();
  expect(await stateOf(clinic)).toBe("active");
});

test.each([
  ["slug", "Not A Slug"],
  ["slug", "-x"],
  ["specialty", "astrology"],
  ["timeZone", "Chicago"],
  ["timeZone", "+05:00"],
  ["name", "two\nlines"],
])("a clinic with %s %j is refused", (field, value) => {
  const good = {
    slug: "harbor",
    name: "Harbor",
    specialty: "hormone",
    timeZone: "America/Chicago",
    administrator: { displayName: "Ada Byron", email: "ada@example.test" },
  };
  expect(ClinicInput.safeParse(good).success).toBe(true);
  expect(ClinicInput.safeParse({ ...good, [field]: value }).success).toBe(false);
});
