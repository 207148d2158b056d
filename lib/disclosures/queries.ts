import "server-only";
import { and, eq } from "drizzle-orm";
import { complianceRules } from "#db/schema/compliance-rules";
import { patients } from "#db/schema/patients";
import { NotFound } from "#lib/errors";
import { listedName } from "#lib/person-name";
import type { MemberScope, Opener } from "#lib/scope";
import type { AskAccounting } from "./input.ts";
import { linesOfTrail } from "./lines.ts";
import { periodOf } from "./period.ts";
import { readHolds, readRecorded } from "./recorded.ts";
import { isCare, purposeLabels } from "./rules.ts";
import type { Accounting, AccountingDesk, AccountingLine, RecordedDisclosure } from "./view.ts";

/** Whether this clinic's accountings also name treatment, payment and operations; they do not unless it said so. */
export async function getAccountsForCare(scope: MemberScope): Promise<boolean> {
  scope.require("disclosure:manage");
  const [rules] = await scope.tx
    .select({ accountsForCare: complianceRules.accountsForCare })
    .from(complianceRules)
    .where(
      and(eq(complianceRules.tenantId, scope.tenantId), eq(complianceRules.id, scope.tenantId)),
    );
  return rules?.accountsForCare ?? false;
}

/**
 * One patient's accounting of disclosures: what the audit trail tells and what was recorded by hand, with
 * what only the clinic may see beside it. Looking at it, or taking it as a
 * `file`, is entered in the patient's access history.
 * Another clinic's patient is simply not found.
 */
export async function getAccounting(
  scope: MemberScope,
  { patientId, ...asked }: AskAccounting,
  file?: { readonly export: string },
): Promise<AccountingDesk> {
  scope.require("disclosure:manage");
  const period = await periodOf(scope, asked);
  const [patient] = await scope.tx
    .select({
      id: patients.id,
      familySealed: patients.familySealed,
      givenSealed: patients.givenSealed,
      birthDateSealed: patients.birthDateSealed,
      mrnSealed: patients.mrnSealed,
    })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), eq(patients.id, patientId)));
  if (!patient) throw new NotFound("patient", patientId);

  const details = { ...file, from: period.from, to: period.to, lines: 0 };
  const action = file === undefined ? "accounting.viewed" : "accounting.exported";
  const open = scope.disclose({ action, patientIds: [patientId], details });
  const includesCare = await getAccountsForCare(scope);
  const holds = await readHolds(scope, open, patientId, period.today);
  const recorded = await readRecorded(scope, open, patientId, period, holds);
  const told = await linesOfTrail(scope, open, patientId, period, includesCare);
  const written = recorded.flatMap((entry) => recordedLine(entry, includesCare));
  const lines = [...told, ...written].sort(byDay);
  details.lines = lines.length;
  return {
    accounting: { ...person(open, patient), period, includesCare, lines },
    recorded,
    holds,
  };
}

/** A stable order: what the trail tells of a day comes before what was recorded by hand. */
const byDay = (one: AccountingLine, other: AccountingLine) =>
  one.on === other.on ? 0 : one.on < other.on ? -1 : 1;

function recordedLine(entry: RecordedDisclosure, includesCare: boolean): AccountingLine[] {
  if (entry.withdrawn !== undefined || entry.isHeld) return [];
  if (isCare(entry.purpose) && !includesCare) return [];
  const { on, recipient, address, description, purpose, basis } = entry;
  return [
    {
      on,
      recipient,
      address,
      description,
      purpose: basis === undefined ? purposeLabels[purpose] : `${purposeLabels[purpose]}: ${basis}`,
      position: undefined,
    },
  ];
}

function person(
  open: Opener,
  row: Pick<
    typeof patients.$inferSelect,
    "id" | "familySealed" | "givenSealed" | "birthDateSealed" | "mrnSealed"
  >,
): Pick<Accounting, "patientId" | "patientName" | "birthDate" | "mrn"> {
  const at = (column: string) => ({ table: "patients", column, rowId: row.id });
  return {
    patientId: row.id,
    patientName: listedName({
      family: open(row.familySealed, at("family_sealed")),
      given: open(row.givenSealed, at("given_sealed")),
    }),
    birthDate: row.birthDateSealed ? open(row.birthDateSealed, at("birth_date_sealed")) : undefined,
    mrn: open(row.mrnSealed, at("mrn_sealed")),
  };
}
