-- Who works in a clinic, as what, and by what they sign in is changed by administrators of this very
-- moment, one after the other, and one of them always stays.

-- Whoever was an administrator when their request began may have been demoted since. The lock is held
-- until the transaction ends, so that whoever waits for it sees what was done: of two who demote each
-- other, the second is an administrator no more.
create or replace function app.administrator_acts() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
declare
  clinic constant uuid := nullif(current_setting('app.current_tenant', true), '')::uuid;
  actor constant uuid := nullif(current_setting('app.actor', true), '')::uuid;
begin
  if current_user <> 'tenant_admin' then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('members ' || clinic::text, 6));
  if not exists (
    select from app.members m
      join app.member_roles r on r.tenant_id = m.tenant_id and r.member_id = m.id
     where m.tenant_id = clinic and m.id = actor and m.status = 'active' and r.role = 'tenant_admin'
  ) then
    raise exception 'only an administrator of this moment changes members'
      using errcode = '42501', constraint = 'members_administrator';
  end if;
  return null;
end $$;

-- With the statement and not deferred: the lock of the members then always comes before that of the
-- trail, which is taken in COMMIT, and two who demote each other wait and never deadlock.
create or replace function app.administrator_stays() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('members ' || old.tenant_id::text, 6));
  if tg_table_name = 'members' then
    -- Whoever was no administrator leaves as many behind as there were.
    if not exists (
      select from app.member_roles r
       where r.tenant_id = old.tenant_id and r.member_id = old.id and r.role = 'tenant_admin'
    ) then
      return null;
    end if;
  end if;
  if not exists (
    select from app.members m
      join app.member_roles r on r.tenant_id = m.tenant_id and r.member_id = m.id
     where m.tenant_id = old.tenant_id and m.status = 'active' and r.role = 'tenant_admin'
  ) then
    raise exception 'the last administrator of a clinic stays'
      using errcode = '23514', constraint = 'members_last_administrator';
  end if;
  return null;
end $$;

revoke all on function app.administrator_acts(), app.administrator_stays() from public;

do $$
declare
  guarded text;
begin
  foreach guarded in array array['members', 'member_roles', 'sign_in_rules'] loop
    execute format('drop trigger if exists administrator_acts on app.%I', guarded);
    execute format('create trigger administrator_acts before insert or update or delete on app.%I
      for each statement execute function app.administrator_acts()', guarded);
  end loop;
end $$;

drop trigger if exists administrator_stays on app.members;
create trigger administrator_stays after update on app.members
  for each row when (old.status = 'active' and new.status <> 'active') execute function app.administrator_stays();

drop trigger if exists administrator_stays on app.member_roles;
create trigger administrator_stays after update or delete on app.member_roles
  for each row when (old.role = 'tenant_admin') execute function app.administrator_stays();
