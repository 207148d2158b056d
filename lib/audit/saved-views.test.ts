import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { SaveView } from "./input.ts";
import { listViews, removeView, saveView } from "./saved-views.ts";

const ada = (clinic: TestClinic) => clinic.as("tenant_admin");
const bea = (clinic: TestClinic) => clinic.as("prescriber", "tenant_admin");
type Who = ReturnType<typeof ada>;

const save = (who: Who, name: string, more: object = {}) =>
  runInScope(who, "audit:read", (scope) =>
    saveView(scope, SaveView.parse({ name, predicates: "outcome=denied", ...more })),
  );
const list = (who: Who) => runInScope(who, "audit:read", listViews);
const remove = (who: Who, viewId: string) =>
  runInScope(who, "audit:read", (scope) => removeView(scope, { viewId }));

test("a view is its owner's until it is shared, and only the owner changes or removes it", async () => {
  const clinic = await newClinic();
  const own = await save(ada(clinic), "Refusals");
  expect(await list(bea(clinic))).toEqual([]);
  await save(ada(clinic), "Refusals", { isShared: "on", predicates: "group=exports" });
  expect(await list(bea(clinic))).toMatchObject([
    { id: own.viewId, predicates: "group=exports", isShared: true, isOwn: false },
  ]);
  await expect(remove(bea(clinic), own.viewId)).rejects.toThrow("view not found");
  expect(await list(ada(clinic))).toHaveLength(1);
  await remove(ada(clinic), own.viewId);
  expect(await list(bea(clinic))).toEqual([]);
});

test("the database keeps a private view from a colleague who asks it without us", async () => {
  const clinic = await newClinic();
  const { viewId } = await save(ada(clinic), "Mine");
  const shared = await save(ada(clinic), "Ours", { isShared: "on" });
  await runInScope(bea(clinic), "audit:read", async (scope) => {
    const seen = await scope.tx.execute(`select id from app.saved_views where id = '${viewId}'`);
    expect(seen).toHaveLength(0);
    for (const id of [viewId, shared.viewId]) {
      await scope.tx.execute(`update app.saved_views set name = 'taken' where id = '${id}'`);
      await scope.tx.execute(`delete from app.saved_views where id = '${id}'`);
    }
  });
  const left =
    await admin`select name from app.saved_views where tenant_id = ${clinic.tenantId} order by name`;
  expect(left).toMatchObject([{ name: "Mine" }, { name: "Ours" }]);
});

test("another clinic's view, and one that never was, are the same not found", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const { viewId } = await save(ada(other), "Theirs", { isShared: "on" });
  await expect(remove(ada(clinic), viewId)).rejects.toThrow("view not found");
  await expect(remove(ada(clinic), newId())).rejects.toThrow("view not found");
  expect(await list(ada(clinic))).toEqual([]);
  expect(await list(ada(other))).toHaveLength(1);
});

test("what is kept says nothing about a patient and nothing that is no filter", () => {
  const isTaken = (predicates: string) => SaveView.safeParse({ name: "x", predicates }).success;
  expect(isTaken("outcome=denied&from=2026-01-01&rows=true&role=biller&group=exports")).toBe(true);
  expect(isTaken(`patient=${newId()}`)).toBe(false);
  expect(isTaken("name=Byron")).toBe(false);
  expect(isTaken("outcome=whatever")).toBe(false);
  expect(isTaken(`member=${"x".repeat(2_000)}`)).toBe(false);
});

test("nobody keeps more than a hundred", async () => {
  const clinic = await newClinic();
  const who = ada(clinic);
  await runInScope(who, "audit:read", async (scope) => {
    await scope.tx.execute(`insert into app.saved_views (tenant_id, id, member_id, list, name, is_shared, predicates)
      select '${clinic.tenantId}', gen_random_uuid(), '${who.memberId}', 'trail', 'view ' || n, false, '' from generate_series(1, 100) n`);
  });
  await expect(save(who, "one more")).rejects.toMatchObject({ code: "views.too-many" });
  expect(await list(who)).toHaveLength(100);
});
