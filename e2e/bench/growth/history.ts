import type postgres from "postgres";

/** Where made-up events begin: far beyond those that the benchmark itself appends. */
const firstEvent = 1_000_000;
const viewsOfChart = 120;

/**
 * What hangs on many patients, in bulk: past every trigger and with bytes where envelopes would be,
 * since these charts are never opened. Every patient has a visit, four results and two events, every
 * fifth an invoice of the last 200 days, half of them paid. They were entered days ago, not just now.
 */
export async function addHistory(
  admin: postgres.Sql,
  tenantId: string,
  start: number,
  ids: readonly string[],
): Promise<void> {
  const bytes = admin`'\\x00'::bytea`;
  await addEvents(admin, tenantId, { ids, start, each: 2 });
  await pastTriggers(admin, async (tx) => {
    await tx`create temp table added on commit drop as
      select id, (${start}::int + n)::int as n, gen_random_uuid() as invoice_id, gen_random_uuid() as entry_id,
        gen_random_uuid() as paid_id from unnest(${[...ids]}::uuid[]) with ordinality as p (id, n)`;
    await tx`insert into app.encounters (tenant_id, id, patient_id, class, status, starts_at)
      select ${tenantId}, gen_random_uuid(), id, 'VR', 'finished', now() - n * interval '1 hour' from added`;
    await tx`insert into app.observations (tenant_id, id, patient_id, category, code_system, code, value_sealed, status, effective_at)
      select ${tenantId}, gen_random_uuid(), id, 'lab', 'http://loinc.org', 'c' || k, ${bytes}, 'final', now() - k * interval '30 days'
        from added, generate_series(1, 4) k`;
    await tx`update app.patients set updated_at = now() - interval '3 days'
      where tenant_id = ${tenantId} and id in (select id from added)`;
    await addInvoices(tx, tenantId);
  });
}

/** More events of each of these patients than one page of an access history shows. */
export async function addViews(
  admin: postgres.Sql,
  tenantId: string,
  start: number,
  ids: readonly string[],
): Promise<void> {
  await addEvents(admin, tenantId, { ids, start: 10_000_000 + start, each: viewsOfChart });
}

interface Events {
  readonly ids: readonly string[];
  readonly start: number;
  readonly each: number;
}

function addEvents(admin: postgres.Sql, tenantId: string, { ids, start, each }: Events) {
  return pastTriggers(admin, async (tx) => {
    await tx`create temp table viewed on commit drop as
      select id, ${firstEvent}::bigint + (${start}::bigint + n) * ${each}::int + k as seq
        from unnest(${[...ids]}::uuid[]) with ordinality as p (id, n), generate_series(1, ${each}::int) k`;
    await tx`insert into audit.events (tenant_id, seq, id, at, transaction_id, actor_id, db_role, action, outcome,
        entity, purpose, entity_id, grant_id, subjects, detail_hash, prev_hash, hash)
      select ${tenantId}::uuid, seq, gen_random_uuid(), now() - seq * interval '1 second', pg_current_xact_id(),
        gen_random_uuid(), 'prescriber', 'chart.viewed', 'success', 'patients', 'TREAT', id, '00000000-0000-0000-0000-000000000000', array[id], sha256(''), sha256(''), sha256('')
        from viewed`;
    await tx`insert into audit.subjects (tenant_id, patient_id, seq)
      select ${tenantId}::uuid, id, seq from viewed`;
  });
}

function pastTriggers(admin: postgres.Sql, fill: (tx: postgres.TransactionSql) => Promise<void>) {
  return admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`set local synchronous_commit = off`;
    await fill(tx);
  });
}

async function addInvoices(tx: postgres.TransactionSql, tenantId: string): Promise<void> {
  await tx`delete from added where n % 5 > 0`;
  await tx`insert into app.ledger_entries (tenant_id, id, kind, effective_on, posted_by)
    select ${tenantId}::uuid, entry_id, 'invoice', current_date - n % 200, gen_random_uuid() from added
    union all
    select ${tenantId}::uuid, paid_id, 'payment', current_date, gen_random_uuid() from added where (n / 1000) % 2 = 0`;
  await tx`insert into app.invoices (tenant_id, id, number, patient_id, responsible, issued_on, due_on, entry_id)
    select ${tenantId}, invoice_id, n::text, id, 'patient', current_date - n % 200, current_date - n % 200 + 30, entry_id from added`;
  await tx`insert into app.postings (tenant_id, id, entry_id, account, amount_cents, patient_id, invoice_id)
    select ${tenantId}, gen_random_uuid(), entry, account, cents, id, invoice_id from added, lateral (values
      (entry_id, 'receivable:patient', 12500), (entry_id, 'revenue', -12500),
      (paid_id, 'receivable:patient', -12500), (paid_id, 'cash', 12500)) side (entry, account, cents)
    where entry = entry_id or (n / 1000) % 2 = 0`;
}
