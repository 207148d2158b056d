import { expect, test } from "vitest";
import { freshToken } from "#lib/auth/session-rows";
import { findSession } from "#lib/auth/session-store";
import { makeLink } from "#lib/links/links";
import { actionsIn, mailsTo, newWorker, sessionOf, tokenIn } from "#lib/links/testing-worker";
import { admin } from "#lib/testing";
import type { TestPerson } from "#lib/testing-people";
import { verifyPassword } from "./hashing.ts";
import { applyReset, findReset, resetPassword } from "./reset.ts";
import { sendAskedReset } from "./reset-mail.ts";

const chosen = "orchard-lantern-river-43";
const address = "192.0.2.77";

async function askedBy(person: TestPerson): Promise<string> {
  await sendAskedReset(person.email, undefined);
  return tokenIn((await mailsTo(person.email))[0]);
}

const hashOf = async ({ accountId }: TestPerson) => {
  const [row] = await admin<{ password_hash: string; epoch: number }[]>`
    select password_hash, epoch from directory.accounts where id = ${accountId}`;
  return row;
};

test("a link changes the password, ends every session, and each clinic's trail says so", async () => {
  const person = await newWorker(2);
  const { token, hash } = freshToken();
  await sessionOf(person, token, hash);
  expect(await findSession(token, { isBackground: true })).toBeDefined();

  expect(await resetPassword(await askedBy(person), chosen, address)).toBe(person.email);

  const row = await hashOf(person);
  expect(await verifyPassword(row?.password_hash, chosen)).toBe(true);
  expect(row?.epoch).toBe(2);
  expect(await findSession(token, { isBackground: true })).toBeUndefined();
  for (const tenantId of person.tenants)
    expect(await actionsIn(tenantId)).toEqual(["password.reset"]);
});

test("of fifty uses at once one changes the password, and a used link is dead", async () => {
  const person = await newWorker(1);
  const token = await askedBy(person);
  const uses = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      applyReset(
        token,
        `hash ${at}`,
        [{ tenantId: person.tenants[0] ?? "", memberId: person.members[0] ?? "" }],
        address,
      ),
    ),
  );
  expect(uses.filter(Boolean)).toHaveLength(1);
  expect((await hashOf(person))?.password_hash).toBe(`hash ${uses.indexOf(true)}`);
  expect(await actionsIn(person.tenants[0] ?? "")).toEqual(["password.reset"]);
  await expect(resetPassword(token, chosen, address)).rejects.toThrow("link.dead");
});

test("looking at a link uses nothing up", async () => {
  const person = await newWorker(1);
  const token = await askedBy(person);
  for (let look = 0; look < 3; look += 1)
    expect(await findReset(token)).toEqual({ accountId: person.accountId, email: person.email });
});

test("only the newest link works, also of two that were made at once", async () => {
  const person = await newWorker(1);
  const first = await askedBy(person);
  const second = await askedBy(person);
  expect(await findReset(first)).toBeUndefined();
  expect(await findReset(second)).toBeDefined();

  const { accountId, email } = person;
  await Promise.all([1, 2, 3].map(() => makeLink({ kind: "reset", email, accountId })));
  const rows = await admin`select 1 from directory.links where account_id = ${accountId}`;
  expect(rows).toHaveLength(1);
});

test("a link is dead after ten minutes of the database, for another address, and for a disabled account", async () => {
  const [late, moved, disabled] = [await newWorker(1), await newWorker(1), await newWorker(1)];
  const tokens = [await askedBy(late), await askedBy(moved), await askedBy(disabled)];
  const [left] = await admin<{ seconds: number }[]>`
    select extract(epoch from (expires_at - clock_timestamp()))::int as seconds
    from directory.links where account_id = ${late.accountId}`;
  expect(left?.seconds).toBeGreaterThan(570);
  expect(left?.seconds).toBeLessThanOrEqual(600);

  await admin`update directory.links set expires_at = clock_timestamp() where account_id = ${late.accountId}`;
  await admin`update directory.accounts set email = 'moved.' || email where id = ${moved.accountId}`;
  await admin`update directory.accounts set status = 'disabled' where id = ${disabled.accountId}`;
  for (const [index, person] of [late, moved, disabled].entries()) {
    const token = tokens[index] ?? "";
    await expect(resetPassword(token, chosen, address)).rejects.toThrow("link.dead");
    expect(await applyReset(token, "x", [], address)).toBe(false);
    expect(await hashOf(person)).toEqual({ password_hash: "none", epoch: 1 });
  }
});

test("a password that others would guess is refused, and the link still works", async () => {
  const person = await newWorker(1);
  const token = await askedBy(person);
  for (const guess of [
    "too short",
    "passwordpassword",
    "WilhelminaFairweather1",
    "Test Clinic 2026",
  ]) {
    await expect(resetPassword(token, guess, address)).rejects.toMatchObject({
      issues: { password: [expect.any(String)] },
    });
  }
  expect(await hashOf(person)).toEqual({ password_hash: "none", epoch: 1 });
  await expect(resetPassword(token, chosen, address)).resolves.toBe(person.email);
});

test("what is no token, another kind's token or another account's is dead", async () => {
  const [person, other] = [await newWorker(1), await newWorker(1)];
  const { url } = await makeLink({
    kind: "invitation",
    email: person.email,
    tenantId: person.tenants[0] ?? "",
    memberId: person.members[0] ?? "",
  });
  const wrong = ["", "x", "A".repeat(43), "é".repeat(43), url.slice(-43), undefined];
  for (const token of wrong) {
    expect(await findReset(token)).toBeUndefined();
    await expect(resetPassword(token, chosen, address)).rejects.toThrow("link.dead");
  }
  await resetPassword(await askedBy(person), chosen, address);
  expect(await hashOf(other)).toEqual({ password_hash: "none", epoch: 1 });
});

test("the database never holds the token, and the sixth mail within an hour is not sent", async () => {
  const person = await newWorker(1);
  const token = await askedBy(person);
  const rows = await admin`select * from directory.links where account_id = ${person.accountId}`;
  expect(JSON.stringify(rows)).not.toContain(token);
  for (let again = 0; again < 7; again += 1) await sendAskedReset(person.email, undefined);
  expect(await mailsTo(person.email)).toHaveLength(5);
  expect(await findReset(tokenIn((await mailsTo(person.email))[0]))).toBeDefined();

  await sendAskedReset(person.email, "a browser that is known");
  expect(await mailsTo(person.email)).toHaveLength(6);
});

test("an address nobody has gets no mail and no link", async () => {
  const before = await admin`select count(*) from directory.links`;
  await sendAskedReset("nobody@example.test", undefined);
  expect(await mailsTo("nobody@example.test")).toEqual([]);
  expect(await admin`select count(*) from directory.links`).toEqual(before);
});
