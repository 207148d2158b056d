import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { complianceRules } from "#db/schema/compliance-rules";
import { disclosureHolds } from "#db/schema/disclosure-holds";
import { disclosures } from "#db/schema/disclosures";
import { civilDate } from "#lib/dates";
import { Conflict, Invalid, NotFound, Refusal } from "#lib/errors";
import { assertPatient } from "#lib/patients/known";
import { packRecord } from "#lib/phi/records";
import type { MemberScope } from "#lib/scope";
import type {
  AccountForCare,
  HoldAccounting,
  LiftHold,
  RecordDisclosure,
  WithdrawDisclosure,
} from "./input.ts";
import { accountableDays } from "./period.ts";
import { getAccountsForCare } from "./queries.ts";
import { contentOf, DisclosureRecord, HoldRecord, holdOf, withdrawalOf } from "./records.ts";

/** Records a disclosure that left no trace here. Sent twice under one id, it is there once. */
export async function recordDisclosure(
  scope: MemberScope,
  input: RecordDisclosure,
): Promise<{ disclosureId: string }> {
  scope.require("disclosure:manage");
  const { disclosureId: id, patientId, disclosedOn, ...content } = input;
  await assertPatient(scope, patientId);
  const { today } = await accountableDays(scope);
  if (disclosedOn > today) throw new Invalid({ disclosedOn: ["This day is still to come."] });
  const sealed = scope.seal(contentOf(id), packRecord(DisclosureRecord, content));
  // Written out: the builder names every column, and who recorded it is not ours to say.
  const made = await scope.tx.execute(sql`
    insert into ${disclosures} (tenant_id, id, patient_id, disclosed_on, content_sealed)
    values (${scope.tenantId}, ${id}, ${patientId}, ${disclosedOn}, ${sealed})
    on conflict do nothing returning id`);
  if (made.length === 0) throw new Conflict("disclosure");
  scope.record({
    action: "disclosure.recorded",
    entity: "disclosures",
    entityId: id,
    patientIds: [patientId],
  });
  return { disclosureId: id };
}

/** Marks a recorded disclosure as entered in error. It stays, with the reason, and leaves the accounting; of two who do it, one does. */
export async function withdrawDisclosure(
  scope: MemberScope,
  { disclosureId: id, reason }: WithdrawDisclosure,
): Promise<void> {
  scope.require("disclosure:manage");
  const own = and(eq(disclosures.tenantId, scope.tenantId), eq(disclosures.id, id));
  const [withdrawn] = await scope.tx
    .update(disclosures)
    .set({ withdrawalSealed: scope.seal(withdrawalOf("disclosures", id), reason) })
    .where(and(own, isNull(disclosures.withdrawalSealed)))
    .returning({ patientId: disclosures.patientId });
  if (!withdrawn) {
    const known = await scope.tx.$count(disclosures, own);
    throw known > 0 ? new Refusal("disclosure.withdrawn") : new NotFound("disclosure", id);
  }
  scope.record({
    action: "disclosure.withdrawn",
    entity: "disclosures",
    entityId: id,
    patientIds: [withdrawn.patientId],
    details: { reason },
  });
}

/** Keeps what went to a kind of agency out of a patient's accounting until a day. What was asked by word of mouth holds for thirty days at most. */
export async function holdAccounting(
  scope: MemberScope,
  { holdId: id, patientId, agency, statement, endsOn, isOral }: HoldAccounting,
): Promise<{ holdId: string }> {
  scope.require("disclosure:manage");
  await assertPatient(scope, patientId);
  const { today } = await accountableDays(scope);
  if (endsOn < today) throw new Invalid({ endsOn: ["This day is over."] });
  const [{ last } = { last: today }] = await scope.tx.execute<{ last: string }>(
    sql`select to_char(${today}::date + 30, 'YYYY-MM-DD') as last`,
  );
  if (isOral && endsOn > last)
    throw new Invalid({
      endsOn: [`Asked by word of mouth, it ends on ${civilDate(last)} at the latest.`],
    });
  const sealed = scope.seal(holdOf(id), packRecord(HoldRecord, { agency, statement }));
  const made = await scope.tx.execute(sql`
    insert into ${disclosureHolds} (tenant_id, id, patient_id, starts_on, ends_on, is_oral, content_sealed)
    values (${scope.tenantId}, ${id}, ${patientId}, ${today}, ${endsOn}, ${isOral}, ${sealed})
    on conflict do nothing returning id`);
  if (made.length === 0) throw new Conflict("hold");
  scope.record({
    action: "disclosure-hold.set",
    entity: "disclosure_holds",
    entityId: id,
    patientIds: [patientId],
    details: { agency, endsOn, isOral },
  });
  return { holdId: id };
}

/** Ends a hold before its day. It stays, with the reason. */
export async function liftHold(
  scope: MemberScope,
  { holdId: id, reason }: LiftHold,
): Promise<void> {
  scope.require("disclosure:manage");
  const own = and(eq(disclosureHolds.tenantId, scope.tenantId), eq(disclosureHolds.id, id));
  const [lifted] = await scope.tx
    .update(disclosureHolds)
    .set({ withdrawalSealed: scope.seal(withdrawalOf("disclosure_holds", id), reason) })
    .where(and(own, isNull(disclosureHolds.withdrawalSealed)))
    .returning({ patientId: disclosureHolds.patientId });
  if (!lifted) {
    const known = await scope.tx.$count(disclosureHolds, own);
    throw known > 0 ? new Refusal("hold.over") : new NotFound("hold", id);
  }
  scope.record({
    action: "disclosure-hold.lifted",
    entity: "disclosure_holds",
    entityId: id,
    patientIds: [lifted.patientId],
    details: { reason },
  });
}

/** Decides whether this clinic's accountings also name treatment, payment and operations. */
export async function accountForCare(
  scope: MemberScope,
  { accountsForCare }: AccountForCare,
): Promise<void> {
  scope.require("disclosure:manage");
  const before = await getAccountsForCare(scope);
  if (before === accountsForCare) return;
  const { tenantId } = scope;
  const changedAt = sql`clock_timestamp()`;
  await scope.tx
    .insert(complianceRules)
    .values({ tenantId, id: tenantId, accountsForCare, changedAt })
    .onConflictDoUpdate({
      target: [complianceRules.tenantId, complianceRules.id],
      set: { accountsForCare, changedAt },
    });
  scope.record({
    action: "disclosure-rules.changed",
    entity: "compliance_rules",
    entityId: tenantId,
    changes: { accountsForCare: [before, accountsForCare] },
  });
}
