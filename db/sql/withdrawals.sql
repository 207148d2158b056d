-- Recorded disclosures and holds stand as they were written. The one thing that can happen to a row is
-- that it is withdrawn, once, with a reason; who did it and when is not for whoever does it to say.

create or replace function app.withdrawn_once() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  -- Sealed anew under the next key: the role may change envelopes alone.
  if tg_op = 'UPDATE' and current_user = 'chartkeep_rotator' then return new; end if;
  -- What changes nothing is no change.
  if tg_op = 'UPDATE' and new is not distinct from old then return new; end if;
  if tg_op = 'DELETE' or old.withdrawal_sealed is not null or new.withdrawal_sealed is null
    or to_jsonb(new) - 'withdrawal_sealed' is distinct from to_jsonb(old) - 'withdrawal_sealed'
  then
    raise exception 'app.% stands as it was written', tg_table_name using errcode = '42501';
  end if;
  new.withdrawn_at := clock_timestamp();
  new.withdrawn_by := nullif(current_setting('app.actor', true), '')::uuid;
  return new;
end $$;

revoke all on function app.withdrawn_once() from public;

do $$
declare
  kept text;
begin
  foreach kept in array array['disclosures', 'disclosure_holds'] loop
    execute format('drop trigger if exists withdrawn_once on app.%I', kept);
    execute format('create trigger withdrawn_once before delete or update on app.%I
      for each row execute function app.withdrawn_once()', kept);
  end loop;
end $$;
