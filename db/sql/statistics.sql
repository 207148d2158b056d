-- Each row is compared with its clinic several times over: by the wall, by the seal and by the query itself.
-- The planner takes these for independent and multiplies them, so that in a database of many clinics it
-- expects hardly a row and any index of the clinic looks as good as the right one. Told that a clinic's
-- column has one value, it takes how frequent a clinic is from the list of frequent values, once.

do $$
declare
  thing record;
begin
  for thing in
    select a.attrelid::regclass as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'tenant_id' and not a.attisdropped and c.relkind in ('r', 'p')
      and c.relnamespace in ('app'::regnamespace, 'audit'::regnamespace)
      and a.attoptions is distinct from array['n_distinct=1']
  loop
    execute format('alter table %s alter column tenant_id set (n_distinct = 1)', thing.name);
  end loop;
end $$;
