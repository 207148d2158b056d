import "server-only";
import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { isolationProbes } from "#db/schema/isolation-probes";
import { members } from "#db/schema/members";
import { newId } from "#lib/ids";
import { nudgeJob } from "#lib/jobs/queue";
import type { MemberScope } from "#lib/scope";
import type { ProbePage, ProbeView } from "./view.ts";

/** The name of the job that carries probes out. */
export const probeJobName = "isolation-probe";

const Findings = z.array(
  z.object({ where: z.string(), aim: z.string(), outcome: z.string() }).strict(),
);

const size = 20;

/** The latest probes of the clinic, newest first; the first may still be waiting. `before` asks for older ones. */
export async function listProbes(scope: MemberScope, before?: string): Promise<ProbePage> {
  scope.require("evidence:read");
  const { tx, tenantId } = scope;
  const own = eq(isolationProbes.tenantId, tenantId);
  const rows = await tx
    .select({
      id: isolationProbes.id,
      requestedAt: sql<string>`to_json(${isolationProbes.requestedAt})#>>'{}'`,
      finishedAt: sql<string | null>`to_json(${isolationProbes.finishedAt})#>>'{}'`,
      requestedBy: members.displayName,
      tables: isolationProbes.tables,
      roles: isolationProbes.roles,
      attempts: isolationProbes.attempts,
      unexpected: isolationProbes.unexpected,
      undecided: isolationProbes.undecided,
      canaries: isolationProbes.canaries,
      differences: isolationProbes.differences,
      milliseconds: isolationProbes.milliseconds,
      catalog: isolationProbes.catalog,
      findings: isolationProbes.findings,
      ageSeconds: sql<
        number | null
      >`extract(epoch from clock_timestamp() - ${isolationProbes.finishedAt})::int`,
    })
    .from(isolationProbes)
    .leftJoin(
      members,
      and(eq(members.tenantId, tenantId), eq(members.id, isolationProbes.requestedBy)),
    )
    .where(
      and(
        own,
        before === undefined
          ? undefined
          : or(
              lt(isolationProbes.requestedAt, requestedAtOf(scope, before)),
              and(
                eq(isolationProbes.requestedAt, requestedAtOf(scope, before)),
                lt(isolationProbes.id, before),
              ),
            ),
      ),
    )
    .orderBy(desc(isolationProbes.requestedAt), desc(isolationProbes.id))
    .limit(size + 1);
  const probes = rows
    .slice(0, size)
    .map((row): ProbeView => ({ ...row, findings: Findings.parse(JSON.parse(row.findings)) }));
  return { probes, next: rows.length > size ? probes.at(-1)?.id : undefined };
}

const requestedAtOf = ({ tenantId }: MemberScope, id: string) =>
  sql`(select requested_at from app.isolation_probes where tenant_id = ${tenantId} and id = ${id}::uuid)`;

/** Asks for a probe; one that is waiting already is enough. It begins within seconds, beside the server. */
export async function requestProbe(scope: MemberScope): Promise<void> {
  scope.require("probe:run");
  const { tx, tenantId, actorId } = scope;
  const id = newId();
  const [waiting] = await tx
    .select({ id: isolationProbes.id })
    .from(isolationProbes)
    .where(and(eq(isolationProbes.tenantId, tenantId), isNull(isolationProbes.finishedAt)));
  if (!waiting) {
    // Of two who ask at once, the index lets one in.
    await tx.execute(sql`insert into app.isolation_probes (tenant_id, id, requested_by)
      values (${tenantId}, ${id}, ${actorId}) on conflict do nothing`);
    scope.record({ action: "probe.requested", entity: "isolation_probes", entityId: id });
  }
  scope.afterCommit(() => nudgeJob(probeJobName));
}
