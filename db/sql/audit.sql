-- The audit chain: events leave audit.outbox inside COMMIT, linked to the clinic's chain, and are then
-- out of everybody's reach. Repeatable; PostgreSQL 15 to 18.
--
--   entry_hash  = SHA-256( "chartkeep/audit/entry/v1\0" || prev_hash[32] || tenant[16] || seq i64
--                   || event_id[16] || at i64 (microseconds since 2000-01-01 UTC) || transaction u64
--                   || actor[16] || lp32(db_role) || lp32(action) || lp32(outcome) || lp32(entity)
--                   || lp32(purpose) || lp32(address with its network, '' for none)
--                   || entity_id[16] || grant_id[16] || array_send(subjects, sorted, distinct) || detail_hash[32] )
--   detail_hash = SHA-256( "chartkeep/audit/detail/v1\0" || detail )
--   genesis     = SHA-256( "chartkeep/audit/genesis/v1\0" || tenant[16] )
--
-- Integers are big-endian, as PostgreSQL's binary send format has them; lp32 is a u32 length and UTF-8.

alter schema audit owner to audit_owner;
alter table audit.outbox owner to audit_owner;
alter table audit.events owner to audit_owner;
alter table audit.subjects owner to audit_owner;
alter table audit.heads owner to audit_owner;
alter table audit.checkpoints owner to audit_owner;
alter table audit.receipts owner to audit_owner;
alter table audit.verifications owner to audit_owner;
alter table audit.alarms owner to audit_owner;
alter table audit.statements owner to audit_owner;

-- Heads are updated in place, and the outbox is empty whenever nobody is committing.
alter table audit.heads set (fillfactor = 50);
alter table audit.outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create or replace function audit.genesis(tenant uuid) returns bytea
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  select sha256('chartkeep/audit/genesis/v1'::bytea || '\x00'::bytea || uuid_send(tenant))
$$;

create or replace function audit.detail_hash(detail bytea) returns bytea
language sql stable parallel safe as $$
  select pg_catalog.sha256('chartkeep/audit/detail/v1'::bytea || '\x00'::bytea || coalesce(detail, ''::bytea))
$$;

-- Without a search_path of their own, so that they are inlined into the caller, whose own is pinned:
-- what the hash of an event covers behind prev_hash, the hash of a link, and the two together.
create or replace function audit.entry_bytes(
  tenant uuid, seq bigint, id uuid, at timestamptz, transaction_id xid8, actor uuid,
  db_role text, action text, outcome text, entity text, purpose text, address inet, entity_id uuid,
  grant_id uuid, subjects uuid[], detail_hash bytea
) returns bytea language sql stable parallel safe as $$
  select uuid_send(tenant) || int8send(seq) || uuid_send(id) || timestamptz_send(at)
    || xid8send(transaction_id) || uuid_send(actor)
    || int4send(octet_length(convert_to(db_role, 'UTF8'))) || convert_to(db_role, 'UTF8')
    || int4send(octet_length(convert_to(action, 'UTF8'))) || convert_to(action, 'UTF8')
    || int4send(octet_length(convert_to(outcome, 'UTF8'))) || convert_to(outcome, 'UTF8')
    || int4send(octet_length(convert_to(entity, 'UTF8'))) || convert_to(entity, 'UTF8')
    || int4send(octet_length(convert_to(purpose, 'UTF8'))) || convert_to(purpose, 'UTF8')
    || int4send(length(coalesce(text(address), ''))) || convert_to(coalesce(text(address), ''), 'UTF8')
    || uuid_send(entity_id) || uuid_send(grant_id) || array_send(subjects) || detail_hash
$$;

create or replace function audit.link_hash(prev bytea, entry bytea) returns bytea
language sql stable parallel safe as $$
  select pg_catalog.sha256('chartkeep/audit/entry/v1'::bytea || '\x00'::bytea || prev || entry)
$$;

create or replace function audit.entry_hash(
  prev bytea, tenant uuid, seq bigint, id uuid, at timestamptz, transaction_id xid8, actor uuid,
  db_role text, action text, outcome text, entity text, purpose text, address inet, entity_id uuid,
  grant_id uuid, subjects uuid[], detail_hash bytea
) returns bytea language sql stable parallel safe as $$
  select audit.link_hash(prev, audit.entry_bytes(tenant, seq, id, at, transaction_id, actor, db_role,
    action, outcome, entity, purpose, address, entity_id, grant_id, subjects, detail_hash))
$$;

-- Patients as the hash covers them: sorted, distinct, counted from one. Most events name one or none,
-- which is in order as it is and spares the call.
create or replace function audit.distinct_of(subjects uuid[]) returns uuid[]
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  select array_agg(distinct s order by s) from unnest(subjects) s
$$;

create or replace function audit.in_order(subjects uuid[]) returns uuid[]
language sql stable parallel safe as $$
  select case when subjects = '{}' or array_dims(subjects) = '[1:1]' then subjects
    else audit.distinct_of(subjects) end
$$;

-- The first event of a transaction to be checked takes them all, so that the head moves once. The lock
-- is taken inside COMMIT and nowhere else: no other work of the request happens while it is held. Each
-- hash needs the one before it and is made in memory; what is read and written is one statement each.
create or replace function audit.seal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  head audit.heads;
  entries bytea[];
  links bytea[];
  length integer;
  origin inet;
begin
  -- Behind the wall of another clinic the event would be invisible here and stay unsealed.
  if new.tenant_id is distinct from nullif(current_setting('app.current_tenant', true), '')::uuid then
    raise exception 'an event is sealed only in the clinic it was written in' using errcode = '42501';
  end if;
  perform from audit.outbox
    where tenant_id = new.tenant_id and transaction_id = new.transaction_id and id = new.id;
  if not found then return null; end if;

  perform pg_advisory_xact_lock(uuid_hash_extended(new.tenant_id, 4711));
  select * into head from audit.heads where tenant_id = new.tenant_id;
  if not found then
    insert into audit.heads (tenant_id, seq, hash)
      values (new.tenant_id, 0, audit.genesis(new.tenant_id)) returning * into head;
  end if;

  -- What the database appends itself came from where the rest of its transaction came from.
  select max(address) into origin from audit.outbox
    where tenant_id = new.tenant_id and transaction_id = new.transaction_id;
  select array_agg(audit.entry_bytes(tenant_id, head.seq + place, id, at, transaction_id, actor_id,
      db_role, action, outcome, entity, purpose, coalesce(address, origin), entity_id, grant_id, audit.in_order(subjects), audit.detail_hash(detail))
      order by place)
    into entries
    from (select *, row_number() over (order by at, id) as place from audit.outbox
      where tenant_id = new.tenant_id and transaction_id = new.transaction_id) own;
  length := cardinality(entries);
  -- One longer than the entries: every event stands between the link before it and its own.
  links := array_fill(head.hash, array[length + 1]);
  for place in 1 .. length loop
    links[place + 1] := audit.link_hash(links[place], entries[place]);
  end loop;

  with taken as (
    delete from audit.outbox
      where tenant_id = new.tenant_id and transaction_id = new.transaction_id returning *
  ), placed as (
    select *, row_number() over (order by at, id) as place from taken
  ), kept as (
    insert into audit.events (tenant_id, seq, id, at, transaction_id, actor_id, db_role, action,
        outcome, entity, purpose, address, entity_id, grant_id, subjects, detail, detail_hash, prev_hash, hash)
      select tenant_id, head.seq + place, id, at, transaction_id, actor_id, db_role, action, outcome,
        entity, purpose, coalesce(address, origin), entity_id, grant_id, audit.in_order(subjects), detail, audit.detail_hash(detail),
        link.before, link.own
      from placed join unnest(links, links[2:]) with ordinality as link (before, own, place) using (place)
      order by place
      returning tenant_id, seq, subjects
  )
  insert into audit.subjects (tenant_id, patient_id, seq)
    select tenant_id, about, seq from kept, unnest(subjects) about;

  update audit.heads set seq = head.seq + length, hash = links[length + 1]
    where tenant_id = head.tenant_id;
  return null;
end $$;

create or replace function audit.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'audit.% is append-only', tg_table_name using errcode = '42501';
end $$;

-- Attached to every table that holds a clinic's data (audit-row-triggers.sql): one event per statement,
-- so that no change can be forgotten. Arguments: the column that names the patient ('' for none), and
-- the column that names the row ('' for none). It appends with the rights of whoever makes the change.
create or replace function audit.row_event() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  clinic uuid := nullif(current_setting('app.current_tenant', true), '')::uuid;
  said text := case tg_op when 'INSERT' then 'row.added' when 'UPDATE' then 'row.changed' else 'row.removed' end;
  rows bigint;
  one uuid;
  own boolean;
  about uuid[] := '{}';
begin
  if tg_argv[1] = 'id' then
    select count(*), (array_agg(id))[1], bool_and(tenant_id = clinic) into rows, one, own from changed;
  else
    select count(*), bool_and(tenant_id = clinic) into rows, own from changed;
  end if;
  if rows = 0 then return null; end if;
  if own is not true or nullif(current_setting('app.actor', true), '') is null then
    raise exception '%.% is changed only inside its clinic and by a named actor', tg_table_schema, tg_table_name
      using errcode = '42501', hint = 'Set app.current_tenant and app.actor in the transaction.';
  end if;

  -- Who seals anew under the next key may change envelopes alone and shows nothing: an event a batch says in
  -- which table and how it was, and stands in nobody's access history.
  if tg_op = 'UPDATE' and current_user = 'chartkeep_rotator' then
    null;
  elsif tg_argv[0] = 'patient_id' and tg_op = 'UPDATE' then
    select array_agg(distinct patient_id) into about
      from (select patient_id from changed union all select patient_id from former) both_sides
      where patient_id is not null;
  elsif tg_argv[0] = 'patient_id' then
    select array_agg(distinct patient_id) into about from changed where patient_id is not null;
  elsif tg_argv[0] = 'id' then
    select array_agg(id) into about from changed;
  end if;

  insert into audit.outbox (id, action, outcome, entity, entity_id, subjects)
    values (gen_random_uuid(), said, 'success', tg_table_name,
      case when rows = 1 and one is not null then one else '00000000-0000-0000-0000-000000000000' end,
      coalesce(about, '{}'));
  return null;
end $$;

do $$
declare f record;
begin
  for f in
    select p.oid::regprocedure as signature from pg_proc p where p.pronamespace = 'audit'::regnamespace
  loop
    execute format('alter function %s owner to audit_owner', f.signature);
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;

drop trigger if exists seal on audit.outbox;
create constraint trigger seal after insert on audit.outbox
  deferrable initially deferred for each row execute function audit.seal();

create or replace trigger refuse_change before update on audit.outbox
  for each row execute function audit.refuse();
create or replace trigger refuse_change before update or delete on audit.events
  for each row execute function audit.refuse();
create or replace trigger refuse_change before update or delete on audit.subjects
  for each row execute function audit.refuse();
create or replace trigger refuse_removal before delete on audit.heads
  for each row execute function audit.refuse();
create or replace trigger refuse_retreat before update on audit.heads for each row
  when (new.tenant_id <> old.tenant_id or new.seq <= old.seq) execute function audit.refuse();

-- What was signed, who has it and what a walk showed stays as it was; an incident can only end.
create or replace trigger refuse_change before update or delete on audit.checkpoints
  for each row execute function audit.refuse();
create or replace trigger refuse_change before update or delete on audit.receipts
  for each row execute function audit.refuse();
create or replace trigger refuse_change before update or delete on audit.verifications
  for each row execute function audit.refuse();
create or replace trigger refuse_change before update or delete on audit.statements
  for each row execute function audit.refuse();
create or replace trigger refuse_removal before delete on audit.alarms
  for each row execute function audit.refuse();
create or replace trigger refuse_reopening before update on audit.alarms for each row
  when (old.cleared_at is not null and new.cleared_at is distinct from old.cleared_at) execute function audit.refuse();

do $$
declare t text;
begin
  foreach t in array array['outbox', 'events', 'subjects', 'heads', 'checkpoints', 'receipts', 'verifications', 'alarms', 'statements'] loop
    execute format('create or replace trigger refuse_truncate before truncate on audit.%I
      for each statement execute function audit.refuse()', t);
    -- Also where session_replication_role says replica: to tamper, one has to alter the table.
    execute format('alter table audit.%I enable always trigger refuse_truncate', t);
  end loop;
end $$;
alter table audit.outbox enable always trigger refuse_change;
alter table audit.events enable always trigger refuse_change;
alter table audit.subjects enable always trigger refuse_change;
alter table audit.heads enable always trigger refuse_removal;
alter table audit.heads enable always trigger refuse_retreat;
alter table audit.checkpoints enable always trigger refuse_change;
alter table audit.receipts enable always trigger refuse_change;
alter table audit.verifications enable always trigger refuse_change;
alter table audit.statements enable always trigger refuse_change;
alter table audit.alarms enable always trigger refuse_removal;
