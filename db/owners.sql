-- Whoever ran the migration made these objects; they belong to the owner of their schema.
-- Owners cannot log in, and FORCE ROW LEVEL SECURITY holds them to the policies too.

do $$
declare
  keeper record;
  thing record;
begin
  for keeper in
    select * from (values
      ('app', 'chartkeep_owner'), ('directory', 'chartkeep_owner'), ('audit', 'audit_owner'), ('ctx', 'ctx_owner')
    ) as kept (schema_name, owner_name)
  loop
    execute format('alter schema %I owner to %I', keeper.schema_name, keeper.owner_name);
    for thing in
      select c.relname as name, case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as kind
      from pg_class c
      where c.relnamespace = keeper.schema_name::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
        and pg_get_userbyid(c.relowner) <> keeper.owner_name
        -- A sequence that belongs to a column follows its table.
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i') and c.relkind = 'S')
    loop
      execute format('alter %s %I.%I owner to %I', thing.kind, keeper.schema_name, thing.name, keeper.owner_name);
    end loop;
    for thing in
      select p.oid::regprocedure as name from pg_proc p
      where p.pronamespace = keeper.schema_name::regnamespace
        and pg_get_userbyid(p.proowner) not in ('chartkeep_owner', 'audit_owner', 'ctx_owner')
    loop
      execute format('alter routine %s owner to %I', thing.name, keeper.owner_name);
    end loop;
  end loop;
end $$;
