import type { DbRole } from "#db/roles";
import type { MemberRole } from "#lib/access/permissions";
import { nodesOf, plansOf } from "#lib/query-plan";
import type { FieldPlace, MemberScope } from "#lib/scope";
import { admin, type TestClinic } from "#lib/testing";

/** What stands in for an opened field: rows made for plans hold no real envelopes. */
function stand({ column }: FieldPlace): string {
  if (column === "birth_date_sealed") return "1975-12-10";
  if (/^(demographics|range)_sealed$/.test(column)) return "{}";
  if (column === "substance_sealed") return '{"substance":"x"}';
  if (column === "order_sealed") return '{"drug":"x"}';
  if (column === "report_sealed") return '{"name":"x"}';
  if (column === "plan_sealed") return '{"payer":"x"}';
  if (column === "identifiers_sealed") return '{"identifiers":[]}';
  if (/^(value)_sealed$/.test(column)) return '{"value":1,"unit":"x"}';
  return "Byron";
}

/**
 * What is wrong with the plans of a query in a large clinic: a table of more than 5,000 rows that is
 * read from end to end, or an index that is entered without the tenant. A query that sums over the whole
 * clinic (`readsAll`) may scan where the clinic is most of the table; it must be able to enter by it. Without
 * the wall (`isWalled`), nothing but the query itself names the clinic.
 */
export async function planFaults(
  clinic: TestClinic,
  role: MemberRole,
  work: (scope: MemberScope) => Promise<unknown>,
  {
    readsAll = false,
    isWalled = true,
    as,
  }: { readonly readsAll?: boolean; readonly isWalled?: boolean; readonly as?: DbRole } = {},
): Promise<string[]> {
  const large = await admin<{ name: string }[]>`select relname as name from pg_class
    where relkind = 'r' and relnamespace in ('app'::regnamespace, 'audit'::regnamespace) and reltuples > 5000`;
  const closed = (scope: MemberScope) =>
    work({ ...scope, disclose: () => (_sealed, place) => stand(place) });
  const plans = await plansOf(clinic, clinic.as(role), closed, {
    readsAll,
    isWalled,
    ...(as === undefined ? {} : { as }),
  });
  if (plans.length === 0) return ["nothing was asked of the database"];
  return plans.flatMap(({ text, Plan }) =>
    nodesOf(Plan).flatMap((node) => {
      const table = node["Relation Name"] ?? "";
      const isCount = text.startsWith("select count(*)");
      if (node["Node Type"] === "Seq Scan" && !isCount && large.some(({ name }) => name === table))
        return [`sequential scan of ${table}: ${text}`];
      if (node["Index Name"] !== undefined && !node["Index Cond"]?.includes("tenant_id"))
        return [`${node["Index Name"]} is entered without the tenant: ${text}`];
      return [];
    }),
  );
}

/**
 * Fills a clinic with `count` patients and what hangs on them, and a neighbour with a few, past every
 * trigger and with bytes instead of envelopes: rows to plan with, not to read.
 */
export async function fillForPlans(clinic: TestClinic, count: number): Promise<void> {
  const { tenantId } = clinic;
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`set local synchronous_commit = off`;
    await tx`create temp table plan_patients on commit drop as
      select n, gen_random_uuid() as id from generate_series(1, ${count}::int) n`;
    const bytes = tx`'\\x00'::bytea`;
    const token = tx`(random() * 65535)::int`;
    await tx`insert into app.patients (tenant_id, id, family_sealed, given_sealed, birth_date_sealed, mrn_sealed, mrn_token,
        demographics_sealed, family3, family4, family6, family_full, given3, given4, given_full, birth_date_token, last_visit_at)
      select ${tenantId}, id, ${bytes}, ${bytes}, ${bytes}, ${bytes}, decode(md5(id::text), 'hex'), ${bytes},
        ${token}, ${token}, ${token}, ${token}, ${token}, ${token}, ${token}, ${token}, now() - n * interval '7 minutes'
        from plan_patients`;
    await tx`insert into app.patient_contacts (tenant_id, id, patient_id, kind, value_sealed, value_token)
      select ${tenantId}, gen_random_uuid(), id, 'phone', ${bytes}, (random() * 1e9)::int from plan_patients`;
    const tenth = tx`from plan_patients where n % 10 = 0`;
    await tx`insert into app.encounters (tenant_id, id, patient_id, class, status, starts_at)
      select ${tenantId}, gen_random_uuid(), id, 'VR', 'finished', now() - n * interval '1 hour' ${tenth}`;
    await tx`insert into app.observations (tenant_id, id, patient_id, category, code_system, code, value_sealed, status, effective_at)
      select ${tenantId}, gen_random_uuid(), p.id, case when k % 2 = 0 then 'lab' else 'vital' end, 'http://loinc.org',
        'c' || k, ${bytes}, 'final', now() - k * interval '30 days'
        from (select id ${tenth}) p, generate_series(1, 4) k`;
    for (const [table, columns, values] of [
      ["problems", "display_sealed, clinical_status", "'\\x00'::bytea, 'active'"],
      ["allergies", "substance_sealed, clinical_status", "'\\x00'::bytea, 'active'"],
      ["medication_requests", "order_sealed, status", "'\\x00'::bytea, 'active'"],
      ["panels", "report_sealed, status", "'\\x00'::bytea, 'final'"],
      [
        "notes",
        "title_sealed, text_sealed, kind, status, written_at",
        "'\\x00'::bytea, '\\x00'::bytea, 'soap', 'draft', now()",
      ],
      [
        "appointments",
        "status, starts_at, ends_at",
        "'booked', now() + n * interval '1 hour', now() + n * interval '1 hour' + interval '20 minutes'",
      ],
      ["immunizations", "vaccine_sealed, status", "'\\x00'::bytea, 'completed'"],
      ["procedures", "display_sealed, status", "'\\x00'::bytea, 'completed'"],
      ["coverages", "plan_sealed, status", "'\\x00'::bytea, 'active'"],
      [
        "documents",
        "record_type, title_sealed, content_type, content_bytes, status, written_at",
        "'clinical', '\\x00'::bytea, 'text/plain', 1, 'current', now()",
      ],
    ] as const) {
      await tx.unsafe(
        `insert into app.${table} (tenant_id, id, patient_id, ${columns})
         select '${tenantId}', gen_random_uuid(), id, ${values} from plan_patients where n % 10 = 0`,
      );
    }
    await tx`create temp table plan_invoices on commit drop as
      select n, id as patient_id, gen_random_uuid() as id, gen_random_uuid() as entry_id, gen_random_uuid() as charge_id ${tenth}`;
    await tx`insert into app.ledger_entries (tenant_id, id, kind, effective_on, posted_by)
      select ${tenantId}, entry_id, 'invoice', current_date - n % 400, gen_random_uuid() from plan_invoices`;
    await tx`insert into app.charges (tenant_id, id, patient_id, label_sealed, unit_cents, total_cents, serviced_on, status)
      select ${tenantId}, charge_id, patient_id, ${bytes}, 100, 100, current_date, 'billed' from plan_invoices`;
    await tx`insert into app.invoices (tenant_id, id, number, patient_id, responsible, issued_on, due_on, entry_id)
      select ${tenantId}, id, n::text, patient_id, 'patient', current_date - n % 400, current_date - n % 400 + 30, entry_id from plan_invoices`;
    await tx`insert into app.invoice_lines (tenant_id, id, invoice_id, charge_id, position, label_sealed, amount_cents)
      select ${tenantId}, gen_random_uuid(), id, charge_id, 1, ${bytes}, 100 from plan_invoices`;
    await tx`insert into app.postings (tenant_id, id, entry_id, account, amount_cents, patient_id, invoice_id)
      select ${tenantId}, gen_random_uuid(), entry_id, a, case a when 'revenue' then -100 else 100 end, patient_id, id
        from plan_invoices, unnest(array['receivable:patient', 'revenue']) a`;
    await tx`insert into app.payments (tenant_id, id, patient_id, payer, method, received_on, amount_cents, entry_id)
      select ${tenantId}, gen_random_uuid(), patient_id, 'patient', 'card', current_date, 1, entry_id from plan_invoices`;
    await tx`insert into app.payment_allocations (tenant_id, id, payment_id, invoice_id, amount_cents, entry_id)
      select ${tenantId}, gen_random_uuid(), gen_random_uuid(), id, 1, entry_id from plan_invoices`;
    await tx`insert into app.adjustments (tenant_id, id, patient_id, invoice_id, kind, reason_code, amount_cents, effective_on, entry_id)
      select ${tenantId}, gen_random_uuid(), patient_id, id, 'write_off', 'small_balance', 1, current_date, entry_id from plan_invoices`;
    await tx`insert into audit.events (tenant_id, seq, id, at, transaction_id, actor_id, db_role, action, outcome, entity, purpose, entity_id, grant_id, subjects, detail_hash, prev_hash, hash)
      select ${tenantId}, 1000000 + n, gen_random_uuid(), now() - n * interval '1 minute', pg_current_xact_id(), md5((n % 35)::text)::uuid, 'prescriber',
        'chart.viewed', 'success', 'patients', 'TREAT', id, '00000000-0000-0000-0000-000000000000', array[id], sha256(''), sha256(''), sha256('') from plan_patients where n % 5 = 0`;
    await tx`create temp table plan_members on commit drop as
      select n, id from plan_patients where n % 4 = 0`;
    await tx`insert into app.members (tenant_id, id, account_id, display_name)
      select ${tenantId}, id, gen_random_uuid(), 'Member ' || n from plan_members`;
    await tx`insert into app.member_roles (tenant_id, member_id, role)
      select ${tenantId}, id, 'prescriber' from plan_members`;
    await tx`insert into audit.subjects (tenant_id, patient_id, seq) select ${tenantId}, id, 1000000 + n from plan_patients where n % 5 = 0`;
  });
  await admin.unsafe("analyze");
}

/** One patient and one of their invoices in a filled clinic. */
export async function someRecord(clinic: TestClinic) {
  const [row] = await admin<{ patientId: string; invoiceId: string; noteId: string }[]>`
    select i.patient_id as "patientId", i.id as "invoiceId", n.id as "noteId" from app.invoices i
      join app.notes n on n.tenant_id = i.tenant_id and n.patient_id = i.patient_id
     where i.tenant_id = ${clinic.tenantId} limit 1`;
  if (!row) throw new Error("the clinic is empty");
  return row;
}
