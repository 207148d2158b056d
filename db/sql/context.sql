-- Which context a transaction may have. The server says at its beginning for whom it is (clinic, member,
-- role), with a MAC that only it can make; ctx.enter checks the MAC and remembers, where no role can look
-- or write, for which words it was. ctx.tenant, ctx.actor and ctx.role give the words of the settings
-- back only while they are still those words, in that transaction; the policies ask nothing else.
--
-- The memory is the session's own last value of three unlogged sequences: setting it takes no transaction
-- number, writes no log, and cannot be seen from another session. mark is 63 bits of the MAC, which never
-- is seen either; proof a digest of mark, the transaction's instant and the words; turn when the last MAC
-- expires, since each must expire later than the one before it: none works twice.

create unlogged sequence if not exists ctx.mark minvalue 0;
create unlogged sequence if not exists ctx.proof minvalue 0;
create unlogged sequence if not exists ctx.turn minvalue 0;

-- The first 63 bits, as a number that a sequence can hold.
create or replace function ctx.number(bytes bytea) returns bigint language sql immutable strict parallel safe as $$
  select ('x' || pg_catalog.encode(pg_catalog.substr(bytes, 1, 8), 'hex'))::bit(64)::bigint & 9223372036854775807
$$;

create or replace function ctx.digest(mark bigint, begun timestamptz, tenant text, actor text, role_name text) returns bigint
language sql stable strict parallel safe as $$
  select ctx.number(pg_catalog.sha256(pg_catalog.int8send(mark) || pg_catalog.timestamptz_send(begun)
    || pg_catalog.convert_to(tenant || '|' || actor || '|' || role_name, 'UTF8')))
$$;

-- Called by the server in the statement that sets the context. The MAC is HMAC-SHA256 over
-- 'v1|tenant|actor|role|expires|pid'. The instant is that of BEGIN, so a long transaction is not cut.
create or replace function ctx.enter(tenant text, actor text, role_name text, expires bigint, kid text, mac bytea)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  begun constant bigint := extract(epoch from transaction_timestamp()) * 1000;
  pads ctx.keys;
  former bigint := 0;
begin
  select * into pads from ctx.keys k where k.kid = enter.kid;
  if not found then
    raise exception 'the key that sealed this context is not one of this database' using errcode = 'CK001';
  end if;
  -- Digests are compared, not MACs: how long that takes says nothing of how much was right.
  if sha256(mac) is distinct from sha256(sha256(pads.outer_pad || sha256(pads.inner_pad || convert_to(
      concat_ws('|', 'v1', tenant, actor, role_name, expires, pg_backend_pid()), 'UTF8')))) then
    raise exception 'this context was not sealed by the server' using errcode = 'CK002';
  end if;
  if expires not between begun and begun + 60000 then
    raise exception 'the seal of this context is out of date, or the clocks of server and database differ' using errcode = 'CK003';
  end if;
  begin
    former := currval('ctx.turn');
  exception when object_not_in_prerequisite_state then
    -- The session's first.
  end;
  if expires <= former then
    raise exception 'the seal of this context has been used' using errcode = 'CK004';
  end if;
  perform setval('ctx.turn', expires), setval('ctx.mark', ctx.number(mac)),
    setval('ctx.proof', ctx.digest(ctx.number(mac), transaction_timestamp(), tenant, actor, role_name));
end $$;

-- Whoever may become ctx_owner (administrators: tests, migrations) could read the key as well, so
-- nothing is asked of them. A session that never entered has no last value, which is an error.
create or replace function ctx.ok() returns boolean language plpgsql stable parallel restricted as $$
begin
  if pg_catalog.pg_has_role(session_user, 'ctx_owner', 'member') then return true; end if;
  return coalesce(pg_catalog.currval('ctx.proof') = ctx.digest(pg_catalog.currval('ctx.mark'),
    pg_catalog.transaction_timestamp(), pg_catalog.current_setting('app.current_tenant', true),
    pg_catalog.current_setting('app.actor', true), pg_catalog.current_setting('role')), false);
end $$;

-- The clinic, the member and the role of the transaction, or null for a context that is not the sealed one.
create or replace function ctx.tenant() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case when ctx.ok() then nullif(current_setting('app.current_tenant', true), '')::uuid end;
end $$;

create or replace function ctx.actor() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case when ctx.ok() then nullif(current_setting('app.actor', true), '')::uuid end;
end $$;

create or replace function ctx.role() returns text
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case when ctx.ok() then current_setting('role') end;
end $$;

-- The table itself, for those that belong to no clinic: a policy can compare it with the row's own table.
create or replace function ctx.pass(to_table regclass) returns oid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case when ctx.ok() then to_table::oid end;
end $$;

do $$
declare f record;
begin
  for f in
    select p.oid::regprocedure as signature from pg_proc p where p.pronamespace = 'ctx'::regnamespace
  loop
    execute format('alter function %s owner to ctx_owner', f.signature);
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;
