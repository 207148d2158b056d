-- A signed note does not change, whoever asks, nor does who wrote it and at which visit; it can only be
-- marked as entered in error, and that is final.

create or replace function app.signed_note_stands() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
begin
  -- Sealed anew under the next key: of a note the role may change the envelopes and the digest of one, and nothing it says.
  if tg_op = 'UPDATE' and current_user = 'chartkeep_rotator' then
    return new;
  end if;
  if tg_op = 'DELETE' then
    raise exception 'notes are never removed' using errcode = '42501';
  end if;
  if old.status <> 'draft' and (
    (new.tenant_id, new.id, new.patient_id, new.encounter_id, new.practitioner_id, new.kind, new.title_sealed, new.text_sealed,
      new.written_at, new.signed_at, new.digest, new.created_at)
    is distinct from
    (old.tenant_id, old.id, old.patient_id, old.encounter_id, old.practitioner_id, old.kind, old.title_sealed, old.text_sealed,
      old.written_at, old.signed_at, old.digest, old.created_at)
    or new.status = 'draft'
    or (old.status = 'entered_in_error' and new.status <> old.status)
  ) then
    raise exception 'a signed note does not change' using errcode = '42501';
  end if;
  return new;
end $$;

revoke all on function app.signed_note_stands() from public;

drop trigger if exists signed_note_stands on app.notes;
create trigger signed_note_stands before update or delete on app.notes
  for each row execute function app.signed_note_stands();
