-- Every change to a clinic's data appends `row.added`, `row.changed` or `row.removed` in the same
-- transaction, whatever wrote it. All tables of schema app take part, those without PHI too (who may
-- do what, and the keys, are worth a trace), except the importer's own bookkeeping, whose rows repeat
-- what the imported rows already said, and drafts: a form while somebody types is no record yet, is seen by
-- its author alone, and would bury the trail under a line for every pause in typing; and the bookkeeping of
-- key rotations, which says by events of its own what it did. Repeatable.
do $$
declare
  exempt constant text[] := array['import_sources', 'import_runs', 'drafts', 'key_holdings', 'key_rotations', 'key_uses'];
  t record;
begin
  for t in
    select c.relname as name,
      case when c.relname = 'patients' then 'id'
           when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'patient_id'
             and not a.attisdropped) then 'patient_id' else '' end as subject,
      case when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'id'
             and not a.attisdropped) then 'id' else '' end as row_id
    from pg_class c
    where c.relnamespace = 'app'::regnamespace and c.relkind = 'r' and c.relname <> all (exempt)
    order by c.relname
  loop
    execute format('create or replace trigger row_added after insert on app.%I
      referencing new table as changed
      for each statement execute function audit.row_event(%L, %L)', t.name, t.subject, t.row_id);
    execute format('create or replace trigger row_changed after update on app.%I
      referencing old table as former new table as changed
      for each statement execute function audit.row_event(%L, %L)', t.name, t.subject, t.row_id);
    execute format('create or replace trigger row_removed after delete on app.%I
      referencing old table as changed
      for each statement execute function audit.row_event(%L, %L)', t.name, t.subject, t.row_id);
  end loop;
end $$;
