-- The ledger: entries sum to zero when the transaction commits, and nothing in it is ever changed.

create or replace function app.entry_balances() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
declare
  total bigint;
begin
  select sum(amount_cents) into total
    from app.postings where tenant_id = new.tenant_id and entry_id = new.entry_id;
  -- No sum at all means that the posting is out of sight, behind the wall of a clinic set meanwhile.
  if total is distinct from 0 then
    raise exception 'ledger entry does not sum to zero' using errcode = '23514', constraint = 'postings_balance';
  end if;
  return null;
end $$;

create or replace function app.entry_is_posted() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select 1 from app.postings where tenant_id = new.tenant_id and entry_id = new.id) then
    raise exception 'ledger entry has no postings' using errcode = '23514', constraint = 'ledger_entries_posted';
  end if;
  return null;
end $$;

create or replace function app.append_only() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  -- Sealed anew under the next key: the role may change envelopes alone, never what was posted.
  if tg_op = 'UPDATE' and current_user = 'chartkeep_rotator' then
    return new;
  end if;
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = '42501';
end $$;

revoke all on function app.entry_balances(), app.entry_is_posted(), app.append_only() from public;

drop trigger if exists entry_balances on app.postings;
create constraint trigger entry_balances after insert on app.postings
  deferrable initially deferred for each row execute function app.entry_balances();

drop trigger if exists entry_is_posted on app.ledger_entries;
create constraint trigger entry_is_posted after insert on app.ledger_entries
  deferrable initially deferred for each row execute function app.entry_is_posted();

do $$
declare
  ledger text;
begin
  foreach ledger in array array[
    'ledger_entries', 'postings', 'payments', 'payment_allocations', 'adjustments', 'invoices', 'invoice_lines'
  ] loop
    execute format('drop trigger if exists append_only on app.%I', ledger);
    execute format('drop trigger if exists append_only_truncate on app.%I', ledger);
    execute format(
      'create trigger append_only before update or delete on app.%I for each row execute function app.append_only()', ledger);
    execute format(
      'create trigger append_only_truncate before truncate on app.%I for each statement execute function app.append_only()', ledger);
  end loop;
end $$;
