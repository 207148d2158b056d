-- A member joins once: the account that accepted an invitation stays theirs, and sign-in, which writes
-- that, may change no other standing.

create or replace function app.member_joins_once() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  if old.account_id is not null and new.account_id is distinct from old.account_id then
    raise exception 'a member keeps their account' using errcode = '42501';
  end if;
  if current_user = 'chartkeep_directory' and old.status <> 'invited'
    and (new.status, new.display_name) is distinct from (old.status, old.display_name) then
    raise exception 'only the invited join' using errcode = '42501';
  end if;
  return new;
end $$;

revoke all on function app.member_joins_once() from public;

drop trigger if exists member_joins_once on app.members;
create trigger member_joins_once before update on app.members
  for each row execute function app.member_joins_once();
