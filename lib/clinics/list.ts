import "server-only";
import { and, asc, desc, eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { auditEvents } from "#db/schema/audit-events";
import { members } from "#db/schema/members";
import { patients } from "#db/schema/patients";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import { asKeeper } from "#lib/checkpoints/operator";
import { standingOf } from "#lib/checkpoints/standing";
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
  /** What of the chain somebody has to look at now. */
  readonly alarms: readonly string[];
}

const chainOf = (tenantId: string) =>
  asKeeper(tenantId, async (tx) => {
    const [event] = await tx
      .select({ at: sql<string>`to_json(${auditEvents.at})#>>'{}'` })
      .from(auditEvents)
      .where(eq(auditEvents.tenantId, tenantId))
      .orderBy(desc(auditEvents.seq))
      .limit(1);
    const { position, last, alarms } = await standingOf(tx, tenantId);
    return {
      events: position,
      lastEventAt: event?.at ?? null,
      verifiedAt: last?.at ?? null,
      isIntact: last ? last.damage === null : null,
      alarms: alarms.map(({ kind }) => kind),
    };
  });

const columns = {
  id: tenants.id,
  slug: tenants.slug,
  name: tenants.name,
  status: sql<ClinicStatus>`${tenants.status}`,
};

type Found = Pick<ClinicLine, "slug" | "name" | "status"> & { readonly id: string };

async function lineOf({ id, ...clinic }: Found): Promise<ClinicLine> {
  const counts = await inTenant(operatorIn(id), async (tx) => ({
    members: await tx.$count(members, and(eq(members.tenantId, id), eq(members.status, "active"))),
    patients: await tx.$count(patients, eq(patients.tenantId, id)),
  }));
  return { ...clinic, ...counts, ...(await chainOf(id)) };
}

/** How many clinics are counted at once: fewer than the operator's login has connections. */
const atOnce = 3;

/** Every clinic of the installation, by slug. It counts, and opens nothing. */
export async function listClinics(): Promise<ClinicLine[]> {
  const all = await inDirectory((tx) =>
    tx.select(columns).from(tenants).orderBy(asc(tenants.slug)),
  );
  const lines: ClinicLine[] = [];
  for (let at = 0; at < all.length; at += atOnce)
    lines.push(...(await Promise.all(all.slice(at, at + atOnce).map(lineOf))));
  return lines;
}

/** One clinic as `listClinics` has it; the others are not counted for it. */
export async function clinicLine(slug: string): Promise<ClinicLine | undefined> {
  const [found] = await inDirectory((tx) =>
    tx.select(columns).from(tenants).where(eq(tenants.slug, slug)),
  );
  return found && lineOf(found);
}
