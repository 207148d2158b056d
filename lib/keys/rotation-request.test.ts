import { expect, test } from "vitest";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { requestRotation } from "./commands.ts";

const ask = (clinic: TestClinic, seen: number) =>
  runInScope(clinic.as("tenant_admin"), "key:manage", (scope) => requestRotation(scope, { seen }));

test("a rotation is asked for once, by whoever has seen the present key", async () => {
  const clinic = await newClinic();
  await expect(ask(clinic, 2)).rejects.toHaveProperty("name", "Conflict");
  const asked = await Promise.allSettled([ask(clinic, 1), ask(clinic, 1)]);
  expect(asked.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(asked.find(({ status }) => status === "rejected")).toHaveProperty(
    "reason.code",
    "keys.rotating",
  );
  const requested =
    await admin`select 1 from app.key_rotations where tenant_id = ${clinic.tenantId}`;
  expect(requested).toHaveLength(1);
});
