import { beforeAll, expect, test, vi } from "vitest";
import { closePool, configurePool } from "#db/client";
import { scratchDatabase } from "#db/isolation/scratch";
import { dbRoles, systemRoles } from "#db/roles";
import { makeClinic } from "#lib/clinics/make";
import { log } from "#lib/log";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { listProbes, requestProbe } from "./probes.ts";
import { isDue, runProbes } from "./run-probe.ts";

const never = new AbortController().signal;
const some = ["app.patients"];
const env = process.env;
const logins = {
  operatorUrl: env.TEST_OPERATOR_URL ?? "",
  serverUrl: env.DATABASE_URL,
  contextKey: env.CONTEXT_KEY ?? "",
};
let clinic: TestClinic;

/** Does what is done beside the server: with the operator's login, which the server does not have. */
async function asOperator<T>(work: () => Promise<T>): Promise<T> {
  await closePool();
  configurePool(logins.operatorUrl);
  try {
    return await work();
  } finally {
    await closePool();
  }
}

const asAdmin = <T>(work: Parameters<typeof runInScope<T>>[2]) =>
  runInScope(clinic.as("tenant_admin"), ["evidence:read", "probe:run"], work);
const probes = async () => (await asAdmin((scope) => listProbes(scope))).probes;
const eventsOf = () => admin<{ action: string; outcome: string; by: string }[]>`
  select action, outcome, actor_id as by from audit.events
  where tenant_id = ${clinic.tenantId} and action like 'probe.%' order by seq`;

beforeAll(async () => {
  clinic = await newClinic();
});

test("a member's request is carried out beside the server, kept with its figures, and both are in the trail", async () => {
  await asAdmin(requestProbe);
  await asAdmin(requestProbe);
  expect(await probes()).toMatchObject([{ finishedAt: null, requestedBy: "Test tenant_admin" }]);

  await asOperator(async () => {
    expect(await isDue(clinic.tenantId)).toBe(true);
    await runProbes([clinic.tenantId], logins, never, some);
    expect(await isDue(clinic.tenantId)).toBe(false);
  });

  const [done, ...others] = await probes();
  expect(others).toEqual([]);
  expect(done).toMatchObject({
    unexpected: 0,
    undecided: 0,
    differences: 0,
    roles: dbRoles.length,
    findings: [],
  });
  expect(done?.attempts).toBeGreaterThan(1_000);
  expect(done?.canaries).toBeGreaterThan(30);
  expect(done?.catalog).toMatch(/^[0-9a-f]{16}$/);
  expect((await eventsOf()).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    "probe.requested success",
    "probe.finished success",
  ]);
}, 60_000);

test("a clinic is due a day after its last probe, without being asked for, and waits once", async () => {
  const { tenantId } = clinic;
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${tenantId}, true)`;
    await tx`update app.isolation_probes set finished_at = clock_timestamp() - interval '25 hours' where tenant_id = ${tenantId}`;
  });
  await asOperator(async () => {
    expect(await isDue(tenantId)).toBe(true);
    expect(await isDue(tenantId)).toBe(true);
  });
  const waiting = (await probes()).filter(({ finishedAt }) => finishedAt === null);
  expect(waiting).toMatchObject([{ requestedBy: null }]);
});

test("without the server's login the roles of members are not said to have been tried", async () => {
  const other = await newClinic();
  await asOperator(async () => {
    await isDue(other.tenantId);
    await runProbes([other.tenantId], { ...logins, serverUrl: undefined }, never, some);
  });
  const [row] = await admin`select roles, finished_at is not null as done from app.isolation_probes
    where tenant_id = ${other.tenantId}`;
  expect(row).toMatchObject({ roles: systemRoles.length, done: true });
}, 60_000);

test("nobody but an administrator asks for a probe, and none finishes one", async () => {
  const biller = clinic.as("biller");
  for (const asked of ["probe:run", "home:read"] as const)
    await expect(runInScope(biller, asked, requestProbe)).rejects.toThrow("missing probe:run");
  await expect(
    asAdmin(({ tx, tenantId }) =>
      tx.execute(
        `update app.isolation_probes set finished_at = now() where tenant_id = '${tenantId}'`,
      ),
    ),
  ).rejects.toMatchObject({ cause: { code: "42501" } });
});

test("a database whose wall was taken down is found out, with an alarm in the log and the trail", async () => {
  const scratch = await scratchDatabase();
  const said = vi.spyOn(log, "error").mockImplementation(() => undefined);
  const there = {
    ...logins,
    operatorUrl: scratch.at(logins.operatorUrl),
    serverUrl: scratch.at(logins.serverUrl ?? ""),
  };
  await closePool();
  configurePool(there.operatorUrl);
  try {
    const tenantId = await makeClinic({
      slug: "broken",
      name: "Broken",
      specialty: "hormone",
      color: "#1b5fc1",
      timeZone: "UTC",
    });
    await scratch.admin.unsafe(
      "drop policy patients_wall on app.patients; drop policy patients_sealed on app.patients",
    );
    expect(await isDue(tenantId)).toBe(true);
    await runProbes([tenantId], there, never, some);

    const [row] = await scratch.admin`select unexpected > 20 as found, differences, findings
      from app.isolation_probes where tenant_id = ${tenantId}`;
    expect(row).toMatchObject({ found: true, differences: 2 });
    expect(String(row?.findings)).toContain("count another clinic's rows");
    const [event] = await scratch.admin`select outcome from audit.events
      where tenant_id = ${tenantId} and action = 'probe.finished'`;
    expect(event).toMatchObject({ outcome: "failed" });
    expect(said).toHaveBeenCalledWith(
      expect.objectContaining({ tenantId }),
      "isolation between clinics does not hold",
    );
  } finally {
    said.mockRestore();
    await closePool();
    await scratch.release();
  }
}, 60_000);
