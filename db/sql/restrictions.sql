-- Restricted charts. The policies of every clinical table ask app.closed_patients (and for tagged records
-- app.closed_records, for lines of invoices app.closed_invoices) what is closed to whoever acts. The
-- functions read with the rights of the tables' owner, behind the same wall and seal as everybody. Without
-- a sealed context they answer null, not nothing: a statement that has the setting changed between
-- the question for the seal and this one finds no row at all.

create or replace function app.closed_patients(writing boolean) returns uuid[]
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  clinic constant uuid := ctx.tenant();
  actor constant uuid := nullif(current_setting('app.actor', true), '')::uuid;
begin
  if clinic is null then return null; end if;
  -- What the system itself does (importing, sealing anew under another key) shows nobody anything.
  if current_setting('role') like 'chartkeep\_%' then return '{}'; end if;
  return array(
    select r.patient_id from app.restrictions r
     where r.tenant_id = clinic and r.category = 'chart' and r.lifted_at is null
       and not exists (select from app.care_team c
         where c.tenant_id = clinic and c.restriction_id = r.id and c.member_id = actor)
       and (writing or not exists (select from app.break_glass_grants g
         where g.tenant_id = clinic and g.member_id = actor and g.patient_id = r.patient_id
           and g.ended_at is null and g.ends_at > clock_timestamp() and 'chart' = any (g.categories))));
end $$;

-- The same for records of one kind, as 'patient kind'.
create or replace function app.closed_records(writing boolean) returns text[]
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  clinic constant uuid := ctx.tenant();
  actor constant uuid := nullif(current_setting('app.actor', true), '')::uuid;
begin
  if clinic is null then return null; end if;
  if current_setting('role') like 'chartkeep\_%' then return '{}'; end if;
  return array(
    select r.patient_id || ' ' || r.category from app.restrictions r
     where r.tenant_id = clinic and r.category <> 'chart' and r.lifted_at is null
       and not exists (select from app.care_team c
         where c.tenant_id = clinic and c.restriction_id = r.id and c.member_id = actor)
       and (writing or not exists (select from app.break_glass_grants g
         where g.tenant_id = clinic and g.member_id = actor and g.patient_id = r.patient_id
           and g.ended_at is null and g.ends_at > clock_timestamp() and r.category = any (g.categories))));
end $$;

-- The invoices of closed charts: their sums stay in the books, what was done to the patient does not show.
create or replace function app.closed_invoices(writing boolean) returns uuid[]
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  closed constant uuid[] := app.closed_patients(writing);
begin
  if closed is null or closed = '{}' then return closed; end if;
  return array(select i.id from app.invoices i
    where i.tenant_id = ctx.tenant() and i.patient_id = any (closed));
end $$;

-- Whether whoever acts may break no glass at this moment: a review of an earlier access of theirs is overdue.
create or replace function app.glass_suspended() returns boolean
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from app.break_glass_grants g
     where g.tenant_id = ctx.tenant() and g.member_id = ctx.actor() and g.review_due_at <= clock_timestamp()
       and not exists (select from app.break_glass_reviews v where v.tenant_id = g.tenant_id and v.grant_id = g.id));
end $$;

-- A grant: the member gives the reason, everything else is decided here, one grant of a member after the other.
create or replace function app.glass_breaks() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  begun constant timestamptz := clock_timestamp();
  clinic constant uuid := ctx.tenant();
  closed text[];
begin
  if new.tenant_id is distinct from clinic or new.member_id is distinct from ctx.actor() then
    raise exception 'a member breaks the glass for themselves' using errcode = '42501';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('glass ' || clinic::text || new.member_id::text, 6));
  -- A session that was proved within five minutes, or no access: a screen left open is not an emergency.
  if not exists (
    select from directory.sessions s
     where s.id = new.session_id and s.tenant_id = clinic and s.member_id = new.member_id
       and s.stage = 'signed_in' and s.locked_at is null
       and s.authenticated_at > begun - interval '5 minutes'
  ) then
    raise exception 'the glass is broken only after a fresh proof of who asks'
      using errcode = '42501', constraint = 'break_glass_proof';
  end if;
  if app.glass_suspended() then
    raise exception 'an earlier grant waits for its review'
      using errcode = '42501', constraint = 'break_glass_suspended';
  end if;
  select array_agg(distinct r.category order by r.category) into closed from app.restrictions r
   where r.tenant_id = clinic and r.patient_id = new.patient_id and r.lifted_at is null
     and not exists (select from app.care_team c
       where c.tenant_id = clinic and c.restriction_id = r.id and c.member_id = new.member_id)
     and not exists (select from app.break_glass_grants g
       where g.tenant_id = clinic and g.member_id = new.member_id and g.patient_id = r.patient_id
         and g.ended_at is null and g.ends_at > begun and r.category = any (g.categories));
  if closed is null then
    raise exception 'nothing of this chart is closed to this member'
      using errcode = '23514', constraint = 'break_glass_needed';
  end if;
  new.categories := closed;
  new.started_at := begun;
  new.ends_at := begun + interval '60 minutes';
  new.review_due_at := begun + interval '24 hours';
  new.previous_id := (
    select g.id from app.break_glass_grants g
     where g.tenant_id = clinic and g.member_id = new.member_id and g.patient_id = new.patient_id
       and g.started_at > begun - interval '24 hours'
     order by g.started_at limit 1);
  new.ended_at := null;
  new.ended_by := null;
  new.told_at := null;
  return new;
end $$;

-- It ends once, now or when its hour was over, and nothing else about it ever changes.
create or replace function app.grant_ends() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'grants are never removed' using errcode = '42501';
  end if;
  -- Sealed anew under the next key: the role may change envelopes alone.
  if current_user = 'chartkeep_rotator' then return new; end if;
  if new is not distinct from old then return new; end if;
  if current_user = 'chartkeep_directory' and new.told_at is distinct from old.told_at then
    new.told_at := coalesce(old.told_at, clock_timestamp());
    if new.ended_at is not distinct from old.ended_at then return new; end if;
  end if;
  if old.ended_at is not null then
    raise exception 'this grant has ended' using errcode = '23514', constraint = 'break_glass_ended';
  end if;
  if current_user = 'chartkeep_directory' and old.ends_at > clock_timestamp() then
    raise exception 'this grant still runs' using errcode = '42501';
  end if;
  new.ended_at := least(clock_timestamp(), old.ends_at);
  new.ended_by := case when old.ends_at > clock_timestamp() then ctx.actor() end;
  return new;
end $$;

-- What is recorded of a patient whose glass its actor has broken carries the grant, and its reason as its purpose
-- of use; so does what the actor records of the grant itself, its end among it. Nobody chooses it.
create or replace function app.under_grant() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  under record;
begin
  select g.id, g.reason_code into under from app.break_glass_grants g
   where g.tenant_id = ctx.tenant() and g.tenant_id = new.tenant_id and g.member_id = new.actor_id
     and g.patient_id = any (new.subjects)
     and (g.ended_at is null and g.ends_at > new.at or g.id = new.entity_id)
   order by g.started_at desc limit 1;
  if found then
    new.grant_id := under.id;
    new.purpose := under.reason_code;
  end if;
  return new;
end $$;

create or replace function app.review_by_another() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from app.break_glass_grants g
    where g.tenant_id = new.tenant_id and g.id = new.grant_id and g.member_id = new.reviewer_id) then
    raise exception 'a grant is reviewed by another member'
      using errcode = '42501', constraint = 'break_glass_own_review';
  end if;
  return new;
end $$;

create or replace function app.restriction_stands() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'restrictions are lifted, never removed' using errcode = '42501';
  end if;
  -- Sealed anew under the next key: the role may change envelopes alone.
  if current_user = 'chartkeep_rotator' then return new; end if;
  if new is not distinct from old then return new; end if;
  if old.lifted_at is not null then
    raise exception 'a lifted restriction stays lifted' using errcode = '42501';
  end if;
  new.lifted_at := clock_timestamp();
  return new;
end $$;

-- The mark that lists show follows the restrictions, and a mark without one restricts the chart: records
-- that arrive with it are closed until the clinic says who treats the patient.
create or replace function app.restriction_marks() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  update app.patients p set version = p.version + 1, updated_at = clock_timestamp(), is_restricted = exists (
      select from app.restrictions r
       where r.tenant_id = new.tenant_id and r.patient_id = new.patient_id and r.lifted_at is null)
   where p.tenant_id = new.tenant_id and p.id = new.patient_id;
  return null;
end $$;

create or replace function app.mark_follows() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  new.is_restricted := exists (select from app.restrictions r
    where r.tenant_id = new.tenant_id and r.patient_id = new.id and r.lifted_at is null);
  return new;
end $$;

create or replace function app.mark_restricts() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from app.restrictions r
    where r.tenant_id = new.tenant_id and r.patient_id = new.id and r.lifted_at is null) then
    insert into app.restrictions (tenant_id, id, patient_id, category, asked_by, restricted_by)
      values (new.tenant_id, gen_random_uuid(), new.id, 'chart', 'record',
        nullif(current_setting('app.actor', true), '')::uuid);
  end if;
  return null;
end $$;

do $$
declare f record;
begin
  for f in
    select p.oid::regprocedure as signature from pg_proc p where p.pronamespace = 'app'::regnamespace
      and p.proname in ('closed_patients', 'closed_records', 'closed_invoices', 'glass_suspended', 'glass_breaks', 'grant_ends', 'under_grant',
        'review_by_another', 'restriction_stands', 'restriction_marks', 'mark_follows', 'mark_restricts')
  loop
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;

create or replace trigger glass_breaks before insert on app.break_glass_grants
  for each row execute function app.glass_breaks();
create or replace trigger grant_ends before update or delete on app.break_glass_grants
  for each row execute function app.grant_ends();
create or replace trigger under_grant before insert on audit.outbox
  for each row when (new.subjects <> '{}' and new.db_role in ('medical_assistant', 'prescriber', 'biller', 'tenant_admin'))
  execute function app.under_grant();
create or replace trigger review_by_another before insert on app.break_glass_reviews
  for each row execute function app.review_by_another();
create or replace trigger append_only before update or delete on app.break_glass_reviews
  for each row execute function app.append_only();
create or replace trigger restriction_stands before update or delete on app.restrictions
  for each row execute function app.restriction_stands();
create or replace trigger restriction_marks after insert or update of lifted_at on app.restrictions
  for each row execute function app.restriction_marks();
create or replace trigger mark_follows before update on app.patients
  for each row when (old.is_restricted and not new.is_restricted) execute function app.mark_follows();
create or replace trigger mark_restricts after insert or update of is_restricted on app.patients
  for each row when (new.is_restricted) execute function app.mark_restricts();
