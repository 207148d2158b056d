import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { discardDraft, keepDraft } from "./commands.ts";
import type { DraftKey } from "./input.ts";
import { openDraft } from "./queries.ts";

type Actor = Parameters<typeof runInScope>[0];
const newKey = (): DraftKey => ({ form: "payment", subjectId: newId() });
const keep = (actor: Actor, key: DraftKey, content: string) =>
  runInScope(actor, "draft:keep", (scope) => keepDraft(scope, { ...key, content }));
const open = (actor: Actor, key: DraftKey) =>
  runInScope(actor, "draft:keep", (scope) => openDraft(scope, key));
const discard = (actor: Actor, key: DraftKey) =>
  runInScope(actor, "draft:keep", (scope) => discardDraft(scope, key));
const rowsOf = (tenantId: string) =>
  admin<{ content_sealed: Uint8Array }[]>`select * from app.drafts where tenant_id = ${tenantId}`;

test("what was typed last comes back to its author, is sealed, and is one row", async () => {
  const clinic = await newClinic();
  const [biller, key] = [clinic.as("biller"), newKey()];
  await keep(biller, key, "first");
  await Promise.all([keep(biller, key, "second secret"), keep(biller, key, "second secret")]);

  expect(await open(biller, key)).toMatchObject({ content: "second secret" });
  const rows = await rowsOf(clinic.tenantId);
  expect(rows).toHaveLength(1);
  expect(Buffer.from(rows[0]?.content_sealed ?? []).toString("latin1")).not.toContain("secret");
});

test("nobody else has it: not a colleague, an administrator, or the same id in another clinic", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const [biller, key] = [clinic.as("biller"), newKey()];
  await keep(biller, key, "mine");
  for (const actor of [
    clinic.as("tenant_admin"),
    clinic.as("prescriber"),
    { ...biller, tenantId: other.tenantId },
    other.as("biller"),
  ]) {
    expect(await open(actor, key)).toBeUndefined();
    await discard(actor, key);
  }
  const asAdmin = runInScope(clinic.as("tenant_admin"), "draft:keep", (scope) =>
    keepDraft({ ...scope, actor: biller }, { ...key, content: "forged" }),
  );
  await expect(asAdmin).rejects.toThrow();
  expect(await open(biller, key)).toMatchObject({ content: "mine" });
});

test("saving leaves no line in the trail, opening leaves one, and an absent draft none", async () => {
  const clinic = await newClinic();
  const [biller, key] = [clinic.as("biller"), newKey()];
  await open(biller, key);
  await keep(biller, key, "a");
  await keep(biller, key, "ab");
  await open(biller, key);
  await discard(biller, key);
  const events = await admin`select action from audit.events
    where tenant_id = ${clinic.tenantId} and actor_id = ${biller.memberId} order by seq`;
  expect(events.map(({ action }) => action)).toEqual(["draft.opened"]);
});

test("a draft that was sent is gone, and one of a week ago is not opened", async () => {
  const clinic = await newClinic();
  const [biller, sent, old] = [clinic.as("biller"), newKey(), newKey()];
  await keep(biller, sent, "sent");
  await discard(biller, sent);
  await discard(biller, sent);
  expect(await open(biller, sent)).toBeUndefined();

  await keep(biller, old, "old");
  await admin`update app.drafts set expires_at = now() where tenant_id = ${clinic.tenantId}`;
  expect(await open(biller, old)).toBeUndefined();
});

test("a member keeps at most fifty: the oldest gives way, and nobody else's does", async () => {
  const clinic = await newClinic();
  const [biller, colleague] = [clinic.as("biller"), clinic.as("prescriber")];
  const [first, theirs] = [newKey(), newKey()];
  await keep(colleague, theirs, "theirs");
  await keep(biller, first, "first");
  for (let count = 0; count < 50; count += 1) await keep(biller, newKey(), "more");
  expect(await open(biller, first)).toBeUndefined();
  expect(await open(colleague, theirs)).toMatchObject({ content: "theirs" });
  expect(await rowsOf(clinic.tenantId)).toHaveLength(51);
});
