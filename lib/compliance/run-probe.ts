import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Finding } from "#db/isolation/attempt";
import type { LiveProbeResult } from "#db/isolation/live-count";
import { LiveDoor } from "#db/isolation/live-door";
import { LiveProbe } from "#db/isolation/live-probe";
import { memberRoles, platformOperatorId, systemRoles } from "#db/roles";
import { isolationProbes } from "#db/schema/isolation-probes";
import { inTenant, type TenantContext } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { newId } from "#lib/ids";
import { log } from "#lib/log";
import { tenantKeys } from "#lib/phi/keys";
import { readCatalog } from "./catalog.ts";
import { probeClinics } from "./probe-clinics.ts";

/** The logins that a probe signs in with. Without the server's, the roles of members are not tried. */
export interface ProbeLogins {
  readonly operatorUrl: string;
  readonly serverUrl: string | undefined;
  readonly contextKey: string;
}

/** How many findings are kept in words; all are counted. */
const kept = 60;

const auditorIn = (tenantId: string): TenantContext => ({
  tenantId,
  role: "chartkeep_auditor",
  actorId: platformOperatorId,
});

/** Whether a clinic's probe is waiting. Where the last one is older than a day, one is entered. */
export async function isDue(tenantId: string): Promise<boolean> {
  return inTenant(auditorIn(tenantId), async (tx) => {
    await tx.execute(sql`insert into app.isolation_probes (tenant_id, id)
      select ${tenantId}, ${newId()} where not exists (select from app.isolation_probes p
        where p.tenant_id = ${tenantId} and (p.finished_at is null or p.finished_at > clock_timestamp() - interval '1 day'))
      on conflict do nothing`);
    const waiting = await tx.$count(
      isolationProbes,
      and(eq(isolationProbes.tenantId, tenantId), isNull(isolationProbes.finishedAt)),
    );
    return waiting > 0;
  });
}

/**
 * Probes the database with its real logins, once in full between two clinics of the probe's own, and
 * for each clinic that waits by looking at its rows from outside. Every attempt is rolled back; what is
 * committed is the result, with an event in the clinic's trail. `only` limits the first part to some tables.
 */
export async function runProbes(
  tenantIds: readonly string[],
  logins: ProbeLogins,
  signal: AbortSignal,
  only?: readonly string[],
): Promise<void> {
  const doors = doorsOf(logins);
  try {
    for (const { door, login } of doors) await door.open(login);
    const began = performance.now();
    const probe = await LiveProbe.begin(
      doors.map(({ door }) => door),
      await probeClinics(),
    );
    const everything = await probe.everything(signal, only);
    const shared = performance.now() - began;
    const { violations, digest } = await readCatalog();
    for (const tenantId of tenantIds) {
      const looked = performance.now();
      const sight = await probe.sight(tenantId, signal);
      const milliseconds = Math.round(shared + performance.now() - looked);
      await keep(tenantId, [everything, sight], {
        milliseconds,
        differences: violations.length,
        catalog: digest,
      });
    }
  } finally {
    for (const { door } of doors) await door.close();
  }
}

function doorsOf({ operatorUrl, serverUrl, contextKey }: ProbeLogins) {
  const operator = new LiveDoor(operatorUrl, contextKey, {
    // Sign-in's role is tried with the login that serves.
    roles: serverUrl ? systemRoles.filter((role) => role !== "chartkeep_directory") : systemRoles,
    mayBecome: systemRoles,
  });
  const served = [...memberRoles, "chartkeep_directory"] as const;
  const operators = { door: operator, login: "chartkeep_operator" } as const;
  if (!serverUrl) return [operators];
  const server = new LiveDoor(serverUrl, contextKey, { roles: served, mayBecome: served });
  return [{ door: server, login: "chartkeep_app" } as const, operators];
}

async function keep(
  tenantId: string,
  results: readonly LiveProbeResult[],
  about: { milliseconds: number; differences: number; catalog: string },
): Promise<void> {
  const [everything] = results;
  if (!everything) return;
  const sum = (count: (result: LiveProbeResult) => number) =>
    results.reduce((all, result) => all + count(result), 0);
  const findings = results.flatMap((result) => result.findings);
  const figures = {
    ...about,
    tables: everything.tables,
    roles: everything.roles,
    canaries: everything.canaries,
    attempts: sum((result) => result.attempts),
    undecided: sum((result) => result.undecided),
    unexpected: findings.length,
  };
  const keys = await tenantKeys(auditorIn(tenantId));
  await inTenant(auditorIn(tenantId), async (tx) => {
    const [finished] = await tx
      .update(isolationProbes)
      .set({
        ...figures,
        finishedAt: sql`clock_timestamp()`,
        findings: JSON.stringify(findings.slice(0, kept).map(inWords)),
      })
      .where(and(eq(isolationProbes.tenantId, tenantId), isNull(isolationProbes.finishedAt)))
      .returning({ id: isolationProbes.id });
    if (!finished) return;
    await appendEvents(tx, keys, [
      {
        action: "probe.finished",
        outcome: figures.unexpected + figures.differences > 0 ? "failed" : "success",
        entity: "isolation_probes",
        entityId: finished.id,
        details: figures,
      },
    ]);
  });
  if (figures.unexpected + figures.differences > 0)
    log.error({ tenantId, ...figures }, "isolation between clinics does not hold");
}

const inWords = ({ where, aim, outcome }: Finding) => ({ where, aim, outcome: outcome.trim() });
