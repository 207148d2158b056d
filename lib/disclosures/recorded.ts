import "server-only";
import { and, asc, desc, eq, gte, lte, sql } from "drizzle-orm";
import { disclosureHolds } from "#db/schema/disclosure-holds";
import { disclosures } from "#db/schema/disclosures";
import { members } from "#db/schema/members";
import type { PatientId } from "#lib/ids";
import { readRecord } from "#lib/phi/records";
import type { MemberScope, Opener } from "#lib/scope";
import { contentOf, DisclosureRecord, HoldRecord, holdOf, withdrawalOf } from "./records.ts";
import type { AccountingPeriod, HoldView, RecordedDisclosure } from "./view.ts";

/** The holds on a patient's accounting, the newest first. One is in force on its days unless it was lifted. */
export async function readHolds(
  { tx, tenantId }: MemberScope,
  open: Opener,
  patientId: PatientId,
  today: string,
): Promise<HoldView[]> {
  const rows = await tx
    .select()
    .from(disclosureHolds)
    .where(and(eq(disclosureHolds.tenantId, tenantId), eq(disclosureHolds.patientId, patientId)))
    .orderBy(desc(disclosureHolds.endsOn), desc(disclosureHolds.id));
  return rows.map((row) => {
    const { id, startsOn, endsOn, isOral, withdrawalSealed } = row;
    const lifted =
      withdrawalSealed === null
        ? undefined
        : open(withdrawalSealed, withdrawalOf("disclosure_holds", id));
    return {
      ...readRecord(HoldRecord, open(row.contentSealed, holdOf(id))),
      id,
      startsOn,
      endsOn,
      isOral,
      lifted,
      isInForce: lifted === undefined && startsOn <= today && today <= endsOn,
    };
  });
}

/** What was recorded by hand for a patient in a period, oldest first, with what was entered in error and what a hold keeps back. */
export async function readRecorded(
  { tx, tenantId }: MemberScope,
  open: Opener,
  patientId: PatientId,
  { from, to }: AccountingPeriod,
  holds: readonly HoldView[],
): Promise<RecordedDisclosure[]> {
  const rows = await tx
    .select({
      id: disclosures.id,
      on: disclosures.disclosedOn,
      contentSealed: disclosures.contentSealed,
      withdrawalSealed: disclosures.withdrawalSealed,
      recordedBy: sql<string>`${members.displayName}`,
    })
    .from(disclosures)
    .innerJoin(
      members,
      and(eq(members.tenantId, disclosures.tenantId), eq(members.id, disclosures.recordedBy)),
    )
    .where(
      and(
        eq(disclosures.tenantId, tenantId),
        eq(disclosures.patientId, patientId),
        gte(disclosures.disclosedOn, from),
        lte(disclosures.disclosedOn, to),
      ),
    )
    .orderBy(asc(disclosures.disclosedOn), asc(disclosures.id));
  const held = new Set<string>(holds.flatMap((hold) => (hold.isInForce ? [hold.agency] : [])));
  return rows.map(({ contentSealed, withdrawalSealed, ...row }) => {
    const content = readRecord(DisclosureRecord, open(contentSealed, contentOf(row.id)));
    return {
      ...row,
      ...content,
      address: content.address || undefined,
      basis: content.basis || undefined,
      withdrawn:
        withdrawalSealed === null
          ? undefined
          : open(withdrawalSealed, withdrawalOf("disclosures", row.id)),
      isHeld: held.has(content.purpose),
    };
  });
}
