-- Activity reviews: findings come with the review and not after, a verdict is given by somebody whom the
-- finding is not about, and what is signed off does not change, whoever asks.

create or replace function app.review_stands() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
declare
  actor constant uuid := nullif(current_setting('app.actor', true), '')::uuid;
begin
  -- Sealed anew under the next key: the role may change envelopes alone.
  if tg_op = 'UPDATE' and current_user = 'chartkeep_rotator' then return new; end if;
  -- What changes nothing is no change.
  if tg_op = 'UPDATE' and new is not distinct from old then return new; end if;
  if tg_op = 'DELETE' or old.signed_at is not null
    or (new.tenant_id, new.id, new.kind, new.starts_at, new.ends_at, new.asked_by, new.created_at, new.signed_by, new.signed_at)
      is distinct from
      (old.tenant_id, old.id, old.kind, old.starts_at, old.ends_at, old.asked_by, old.created_at, old.signed_by, old.signed_at)
    or old.made_at is not null and (new.made_at, new.due_at, new.events, new.patients, new.findings)
      is distinct from (old.made_at, old.due_at, old.events, old.patients, old.findings)
  then
    raise exception 'an activity review stands as it was made and signed' using errcode = '42501';
  end if;
  if new.conclusion_sealed is not null then
    -- Everyone who gives a verdict holds the row meanwhile, so that these are all there are.
    if old.made_at is null or exists (
      select from app.review_findings f
       where f.tenant_id = new.tenant_id and f.review_id = new.id and f.verdict is null
    ) then
      raise exception 'a review is signed off when each of its findings has a verdict'
        using errcode = '23514', constraint = 'activity_reviews_decided';
    end if;
    if exists (
      select from app.review_findings f
       where f.tenant_id = new.tenant_id and f.review_id = new.id and f.member_id = actor
    ) then
      raise exception 'a review is signed off by somebody whom no finding of it is about'
        using errcode = '23514', constraint = 'activity_reviews_not_own';
    end if;
    new.signed_at := clock_timestamp();
    new.signed_by := actor;
  end if;
  return new;
end $$;

create or replace function app.finding_stands() returns trigger
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $$
declare
  actor constant uuid := nullif(current_setting('app.actor', true), '')::uuid;
  review app.activity_reviews;
begin
  -- Sealed anew under the next key: the role may change envelopes alone.
  if tg_op = 'UPDATE' and current_user = 'chartkeep_rotator' then return new; end if;
  -- What changes nothing is no change.
  if tg_op = 'UPDATE' and new is not distinct from old then return new; end if;
  if tg_op = 'DELETE' then
    raise exception 'findings are never removed' using errcode = '42501';
  end if;
  -- Whoever signs off waits, and looks again.
  select * into review from app.activity_reviews r
    where r.tenant_id = new.tenant_id and r.id = new.review_id for share;
  if tg_op = 'INSERT' then
    if review.made_at is not null then
      raise exception 'findings come with their review' using errcode = '42501';
    end if;
    return new;
  end if;
  if review.signed_at is not null
    or new.verdict is null or new.note_sealed is null
    or (new.tenant_id, new.id, new.review_id, new.position, new.member_id, new.content_sealed, new.created_at,
        new.judged_by, new.judged_at)
      is distinct from
      (old.tenant_id, old.id, old.review_id, old.position, old.member_id, old.content_sealed, old.created_at,
        old.judged_by, old.judged_at)
  then
    raise exception 'a finding of a signed review does not change' using errcode = '42501';
  end if;
  if new.member_id = actor then
    raise exception 'nobody judges a finding about themselves'
      using errcode = '23514', constraint = 'review_findings_not_own';
  end if;
  new.judged_at := clock_timestamp();
  new.judged_by := actor;
  return new;
end $$;

revoke all on function app.review_stands(), app.finding_stands() from public;

drop trigger if exists review_stands on app.activity_reviews;
create trigger review_stands before delete or update on app.activity_reviews
  for each row execute function app.review_stands();

drop trigger if exists finding_stands on app.review_findings;
create trigger finding_stands before insert or delete or update on app.review_findings
  for each row execute function app.finding_stands();

do $$
declare
  kept text;
begin
  foreach kept in array array['activity_reviews', 'review_findings', 'disclosures', 'disclosure_holds'] loop
    execute format('drop trigger if exists append_only_truncate on app.%I', kept);
    execute format('create trigger append_only_truncate before truncate on app.%I
      for each statement execute function app.append_only()', kept);
  end loop;
end $$;
