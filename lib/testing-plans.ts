import type { Sealed } from "#db/columns";
import type { DbRole } from "#db/roles";
import { Statements } from "#db/statements";
import { inTenant } from "#db/tenant";
import type { MemberRole, Permission } from "#lib/access/permissions";
import { can } from "#lib/access/permissions";
import { keyProvider } from "#lib/kms/configured";
import { unwrapRows } from "#lib/phi/keys";
import { tokensOf } from "#lib/phi/search-tokens";
import type { FieldPlace, MemberScope } from "#lib/scope";
import { admin, type TestClinic } from "#lib/testing";

/** One statement as it went to the database. */
export interface SentStatement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

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

/** Runs a query of the application in a clinic and returns the statements it sent. Permissions hold; sealed fields are not opened. */
export async function statementsOf(
  clinic: TestClinic,
  role: MemberRole,
  work: (scope: MemberScope) => Promise<unknown>,
): Promise<readonly SentStatement[]> {
  const actor = clinic.as(role);
  const rows = await admin<
    {
      purpose: string;
      version: number;
      wrapped: Buffer;
      kcv: Buffer;
      provider: string;
      state: string;
    }[]
  >`select purpose, version, wrapped, kcv, provider, state from app.tenant_keys where tenant_id = ${clinic.tenantId}`;
  const keys = await unwrapRows(await keyProvider(), clinic.tenantId, rows);
  const sent: SentStatement[] = [];
  const send = Statements.prototype.unsafe;
  Statements.prototype.unsafe = function record(text, parameters = [], how) {
    sent.push({ text, parameters });
    return send.call(this, text, parameters, how);
  };
  try {
    await inTenant({ tenantId: clinic.tenantId, role, actorId: actor.memberId }, (tx) =>
      work({
        actor,
        tenantId: clinic.tenantId,
        actorId: actor.memberId,
        role,
        tx,
        tokens: tokensOf(keys),
        require: (permission: Permission) => {
          if (!can(role, permission)) throw new Error(`missing ${permission}`);
        },
        allows: (permission: Permission) => can(role, permission),
        record: () => {},
        disclose: () => (_sealed: Sealed, place: FieldPlace) => stand(place),
        seal: () => new Uint8Array() as Sealed,
      }),
    );
  } finally {
    Statements.prototype.unsafe = send;
  }
  return sent;
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Schema?: string;
  readonly "Index Cond"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/**
 * What is wrong with the plan of a statement in a large clinic: a table of more than `small` rows that
 * is scanned from end to end, or an index that is entered without the tenant. A query that sums over
 * the whole clinic (`readsAll`) may scan where the clinic is most of the table; there it must be able
 * to enter by the clinic.
 */
export async function planFaults(
  context: { readonly tenantId: string; readonly role: DbRole },
  statement: SentStatement,
  {
    readsAll = false,
    small = 5_000,
  }: { readonly readsAll?: boolean; readonly small?: number } = {},
): Promise<string[]> {
  return admin.begin(async (tx) => {
    const large = await tx<{ name: string }[]>`select relname as name from pg_class
      where relkind = 'r' and relnamespace in ('app'::regnamespace, 'audit'::regnamespace) and reltuples > ${small}`;
    if (readsAll) await tx`set local enable_seqscan = off`;
    await tx`select set_config('role', ${context.role}, true), set_config('app.current_tenant', ${context.tenantId}, true)`;
    const [row] = await tx.unsafe(
      `explain (format json) ${statement.text}`,
      statement.parameters.map((value) =>
        Array.isArray(value) ? `{${value.map((item) => JSON.stringify(item)).join(",")}}` : value,
      ) as never[],
    );
    const plan = (row?.["QUERY PLAN"] as { Plan: PlanNode }[] | undefined)?.[0]?.Plan;
    if (!plan) return ["no plan"];
    return nodesOf(plan).flatMap((node) => {
      const table = node["Relation Name"] ?? "";
      const isLarge = large.some((each) => each.name === table);
      if (isLarge && node["Node Type"] === "Seq Scan") return [`sequential scan of ${table}`];
      const isIndex = /^(Index Scan|Index Only Scan|Bitmap Index Scan)$/.test(node["Node Type"]);
      if (isIndex && !node["Index Cond"]?.includes("tenant_id"))
        return [`${node["Index Name"]} is entered without the tenant`];
      return [];
    });
  });
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
    await tx`insert into audit.events (tenant_id, seq, id, at, transaction_id, actor_id, db_role, action, outcome, entity, entity_id, subjects, detail_hash, prev_hash, hash)
      select ${tenantId}, 1000000 + n, gen_random_uuid(), now() - n * interval '1 minute', pg_current_xact_id(), gen_random_uuid(), 'prescriber',
        'chart.viewed', 'success', 'patients', id, array[id], sha256(''), sha256(''), sha256('') from plan_patients where n % 5 = 0`;
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
