import "server-only";
import { and, asc, desc, eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { platformOperatorId } from "#db/roles";
import { auditEvents } from "#db/schema/audit-events";
import { auditHeads } from "#db/schema/audit-heads";
import { members } from "#db/schema/members";
import { patients } from "#db/schema/patients";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import type { ClinicStatus } from "./lifecycle.ts";
import { operatorIn } from "./make.ts";

/** A clinic as the operator may see it: how much there is and how it stands, and nobody's name. */
export interface ClinicLine {
  readonly slug: string;
  readonly name: string;
  readonly status: ClinicStatus;
  readonly members: number;
  readonly patients: number;
  readonly events: number;
  readonly lastEventAt: string | null;
  /** When the chain was last walked, and whether it held; null before the first walk. */
  readonly verifiedAt: string | null;
  readonly isIntact: boolean | null;
}

const instant = (column: typeof auditEvents.at) => sql<string>`to_json(${column})#>>'{}'`;

async function chainOf(tenantId: string) {
  const context = { tenantId, actorId: platformOperatorId, role: "chartkeep_auditor" } as const;
  return inTenant(context, async (tx) => {
    const own = eq(auditEvents.tenantId, tenantId);
    const [head] = await tx
      .select({ events: auditHeads.seq })
      .from(auditHeads)
      .where(eq(auditHeads.tenantId, tenantId));
    const [last] = await tx
      .select({ at: instant(auditEvents.at) })
      .from(auditEvents)
      .where(own)
      .orderBy(desc(auditEvents.seq))
      .limit(1);
    const [walk] = await tx
      .select({ at: instant(auditEvents.at), outcome: auditEvents.outcome })
      .from(auditEvents)
      .where(and(own, eq(auditEvents.action, "chain.verified")))
      .orderBy(desc(auditEvents.seq))
      .limit(1);
    return {
      events: head?.events ?? 0,
      lastEventAt: last?.at ?? null,
      verifiedAt: walk?.at ?? null,
      isIntact: walk ? walk.outcome === "success" : null,
    };
  });
}

/** Every clinic of the installation, by slug. It counts, and opens nothing. */
export async function listClinics(): Promise<ClinicLine[]> {
  const all = await inDirectory((tx) =>
    tx
      .select({
        id: tenants.id,
        slug: tenants.slug,
        name: tenants.name,
        status: sql<ClinicStatus>`${tenants.status}`,
      })
      .from(tenants)
      .orderBy(asc(tenants.slug)),
  );
  const lines: ClinicLine[] = [];
  for (const { id, ...clinic } of all) {
    const counts = await inTenant(operatorIn(id), async (tx) => ({
      members: await tx.$count(
        members,
        and(eq(members.tenantId, id), eq(members.status, "active")),
      ),
      patients: await tx.$count(patients, eq(patients.tenantId, id)),
    }));
    lines.push({ ...clinic, ...counts, ...(await chainOf(id)) });
  }
  return lines;
}
