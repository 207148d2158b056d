import "server-only";
import { and, asc, desc, eq, gt, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { invoices } from "#db/schema/invoices";
import { patients } from "#db/schema/patients";
import { postings } from "#db/schema/postings";
import { NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import type { MemberScope, Opener } from "#lib/scope";
import type { ListInvoices } from "./input.ts";
import type { Responsible } from "./ledger.ts";
import { openCents, todayIn, totalCents } from "./open-amounts.ts";
import { invoiceStatus } from "./rules.ts";
import type {
  AccountView,
  BilledPatientView,
  BillingHomeView,
  InvoicePageView,
  PatientBillingView,
} from "./view.ts";

/** Rows on one page of a list. */
const pageSize = 50;

/** The columns that name a patient on billing pages. */
export const namedPatient = {
  patientId: patients.id,
  familySealed: patients.familySealed,
  givenSealed: patients.givenSealed,
  birthDateSealed: patients.birthDateSealed,
  mrnSealed: patients.mrnSealed,
};

type NamedPatientRow = Pick<
  typeof patients.$inferSelect,
  "familySealed" | "givenSealed" | "birthDateSealed" | "mrnSealed"
> & { readonly patientId: string };

/** Opens the name, birth date and MRN of one patient. */
export function openPatient(open: Opener, row: NamedPatientRow): BilledPatientView {
  const at = (column: string) => ({ table: "patients", column, rowId: row.patientId });
  return {
    patientId: row.patientId,
    family: open(row.familySealed, at("family_sealed")),
    given: open(row.givenSealed, at("given_sealed")),
    birthDate: row.birthDateSealed && open(row.birthDateSealed, at("birth_date_sealed")),
    mrn: open(row.mrnSealed, at("mrn_sealed")),
  };
}

/** Reads the names of a page's patients at once. A page is found first, so that no plan joins a whole clinic to show fifty rows. */
async function namePatients(scope: MemberScope, ids: readonly string[]) {
  const rows =
    ids.length === 0
      ? []
      : await scope.tx
          .select(namedPatient)
          .from(patients)
          .where(and(eq(patients.tenantId, scope.tenantId), inArray(patients.id, [...ids])));
  return (id: string): NamedPatientRow => {
    const row = rows.find((each) => each.patientId === id);
    if (!row) throw new NotFound("patient", id);
    return row;
  };
}

const invoiceColumns = {
  invoiceId: invoices.id,
  number: invoices.number,
  responsible: sql<Responsible>`${invoices.responsible}`,
  issuedOn: invoices.issuedOn,
  dueOn: invoices.dueOn,
  totalCents,
  openCents,
};

function matching(filter: ListInvoices["filter"], today: SQL): SQL | undefined {
  if (filter === "open") return sql`${openCents} <> 0`;
  if (filter === "paid") return sql`${openCents} = 0`;
  if (filter === "overdue") return sql`${openCents} > 0 and ${invoices.dueOn} < ${today}::date`;
  return undefined;
}

/** A page of the clinic's invoices, newest first, each with what the ledger says is open. The patients named are entered in their access histories. */
export async function listInvoices(
  scope: MemberScope,
  input: ListInvoices,
  most = pageSize,
): Promise<InvoicePageView> {
  scope.require("invoice:read");

  const today = todayIn(scope.actor.tenant.timeZone);
  const after = input.after;
  const found = await scope.tx
    .select({ ...invoiceColumns, patientId: invoices.patientId, today })
    .from(invoices)
    .where(
      and(
        eq(invoices.tenantId, scope.tenantId),
        input.responsible === "any" ? undefined : eq(invoices.responsible, input.responsible),
        after
          ? or(
              lt(invoices.issuedOn, after.issuedOn),
              and(eq(invoices.issuedOn, after.issuedOn), lt(invoices.id, after.invoiceId)),
            )
          : undefined,
        matching(input.filter, today),
      ),
    )
    .orderBy(desc(invoices.issuedOn), desc(invoices.id))
    .limit(most + 1);

  const rows = found.slice(0, most);
  const patientIds = [...new Set(rows.map((row) => row.patientId))];
  const named = await namePatients(scope, patientIds);
  const open = scope.disclose({
    action: "invoices.listed",
    entity: "invoices",
    patientIds,
    details: { filter: input.filter, shown: rows.length },
  });
  const last = found.length > most ? rows.at(-1) : undefined;
  return {
    rows: rows.map((row) => ({
      invoiceId: row.invoiceId,
      number: row.number,
      patient: openPatient(open, named(row.patientId)),
      responsible: row.responsible,
      issuedOn: row.issuedOn,
      dueOn: row.dueOn,
      totalCents: row.totalCents,
      openCents: row.openCents,
      status: invoiceStatus(row),
    })),
    next: last ? { issuedOn: last.issuedOn, invoiceId: last.invoiceId } : null,
  };
}

/** What one patient's account stands at, from the ledger: due by them, pending with insurance, and credit. */
export async function getAccount(scope: MemberScope, patientId: PatientId): Promise<AccountView> {
  scope.require("invoice:read");

  const sums = await scope.tx
    .select({
      account: postings.account,
      cents: sql`sum(${postings.amountCents})::bigint`.mapWith(Number),
    })
    .from(postings)
    .where(
      and(
        eq(postings.tenantId, scope.tenantId),
        eq(postings.patientId, patientId),
        inArray(postings.account, ["receivable:patient", "receivable:insurance", "unapplied"]),
      ),
    )
    .groupBy(postings.account);
  const of = (account: string) => sums.find((sum) => sum.account === account)?.cents ?? 0;
  return {
    patientDueCents: of("receivable:patient"),
    insurancePendingCents: of("receivable:insurance"),
    creditCents: -of("unapplied") || 0,
  };
}

/** The billing tab of a chart: the account and all invoices of one patient, newest first. Throws NotFound. */
export async function getPatientBilling(
  scope: MemberScope,
  patientId: PatientId,
): Promise<PatientBillingView> {
  scope.require("invoice:read");

  const [patient] = await scope.tx
    .select({ id: patients.id })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), eq(patients.id, patientId)));
  if (!patient) throw new NotFound("patient", patientId);

  const account = await getAccount(scope, patientId);
  const rows = await scope.tx
    .select({ ...invoiceColumns, today: todayIn(scope.actor.tenant.timeZone) })
    .from(invoices)
    .where(and(eq(invoices.tenantId, scope.tenantId), eq(invoices.patientId, patientId)))
    .orderBy(desc(invoices.issuedOn), desc(invoices.id))
    .limit(500);
  scope.record({
    action: "patient-billing.viewed",
    entity: "patients",
    entityId: patientId,
    patientIds: [patientId],
  });
  return {
    account,
    invoices: rows.map(({ today, ...row }) => ({
      ...row,
      status: invoiceStatus({ ...row, today }),
    })),
  };
}

/** The open invoices of one patient, oldest first: where a payment may go. */
export async function listOpenInvoices(scope: MemberScope, patientId: PatientId) {
  scope.require("invoice:read");

  return scope.tx
    .select({
      invoiceId: invoices.id,
      number: invoices.number,
      issuedOn: invoices.issuedOn,
      responsible: sql<Responsible>`${invoices.responsible}`,
      openCents,
    })
    .from(invoices)
    .where(
      and(
        eq(invoices.tenantId, scope.tenantId),
        eq(invoices.patientId, patientId),
        gt(openCents, 0),
      ),
    )
    .orderBy(asc(invoices.issuedOn), asc(invoices.id))
    .limit(100);
}

/** What waits in billing and what came in today: counts and sums, no patient named. */
export async function getBillingHome(scope: MemberScope): Promise<BillingHomeView> {
  scope.require("invoice:read");

  const today = todayIn(scope.actor.tenant.timeZone);
  const [row] = await scope.tx.execute<{
    today: string;
    unbilled: number;
    unbilled_cents: string;
    open: number;
    open_cents: string;
    overdue: number;
    overdue_cents: string;
    unapplied: string;
    taken: string;
  }>(sql`
    with open as (
      select p.invoice_id, sum(p.amount_cents) as cents from app.postings p
       where p.tenant_id = ${scope.tenantId}
         and p.account in ('receivable:patient', 'receivable:insurance')
       group by p.invoice_id having sum(p.amount_cents) <> 0),
    aged as (
      select o.cents, i.due_on < ${today}::date as overdue from open o
        join app.invoices i on i.tenant_id = ${scope.tenantId} and i.id = o.invoice_id)
    select ${today} as today,
      (select count(*)::int from app.charges c where c.tenant_id = ${scope.tenantId} and c.status = 'unbilled') as unbilled,
      (select coalesce(sum(c.total_cents), 0) from app.charges c where c.tenant_id = ${scope.tenantId} and c.status = 'unbilled') as unbilled_cents,
      (select count(*)::int from aged) as open,
      (select coalesce(sum(cents), 0) from aged) as open_cents,
      (select count(*)::int from aged where overdue and cents > 0) as overdue,
      (select coalesce(sum(cents), 0) from aged where overdue and cents > 0) as overdue_cents,
      (select coalesce(-sum(p.amount_cents), 0) from app.postings p where p.tenant_id = ${scope.tenantId} and p.account = 'unapplied') as unapplied,
      (select coalesce(sum(p.amount_cents), 0) from app.ledger_entries e
         join app.postings p on p.tenant_id = e.tenant_id and p.entry_id = e.id
        where e.tenant_id = ${scope.tenantId} and e.effective_on = ${today}::date and p.account = 'cash') as taken`);
  if (!row) throw new Error("billing home returned no row");
  return {
    unbilled: { count: row.unbilled, cents: Number(row.unbilled_cents) },
    open: { count: row.open, cents: Number(row.open_cents) },
    overdue: { count: row.overdue, cents: Number(row.overdue_cents) },
    unappliedCents: Number(row.unapplied),
    takenTodayCents: Number(row.taken),
    today: row.today,
  };
}
