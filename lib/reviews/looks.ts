import "server-only";
import { sql } from "drizzle-orm";
import { appointments } from "#db/schema/appointments";
import { auditEvents } from "#db/schema/audit-events";
import { auditSubjects } from "#db/schema/audit-subjects";
import { encounters } from "#db/schema/encounters";
import { invoices } from "#db/schema/invoices";
import { medicationRequests } from "#db/schema/medication-requests";
import { members } from "#db/schema/members";
import { notes } from "#db/schema/notes";
import { patients } from "#db/schema/patients";
import { practitioners } from "#db/schema/practitioners";
import { rowActions } from "#lib/audit/vocabulary";
import type { Scope } from "#lib/scope";
import type { Look, Seen } from "./detectors/look.ts";
import { pairOf } from "./detectors/relationship.ts";
import type { Habit } from "./detectors/volume.ts";
import { openings, relationshipDays } from "./rules.ts";

/** A stretch of time of a clinic, as PostgreSQL writes instants, and the clinic's time zone. */
export interface Stretch {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly timeZone: string;
}

const opened = () => sql`${sql.param([...openings])}::text[]`;

/** Events of members that opened one record. What the platform does is told by the accounting of disclosures. */
const openedBy = (tenantId: string) => sql`
  from ${auditEvents} e join ${members} m on m.tenant_id = e.tenant_id and m.id = e.actor_id
 where e.tenant_id = ${tenantId} and m.tenant_id = ${tenantId} and e.outcome = 'success'
   and e.action = any (${opened()}) and cardinality(e.subjects) = 1`;

/** Who opened whose record in a stretch of time, minute by minute, in the order of the trail. */
export async function readLooks(
  { tx, tenantId }: Scope,
  { startsAt, endsAt, timeZone }: Stretch,
): Promise<Look[]> {
  const rows = await tx.execute<Record<keyof Look, string>>(sql`
    select "memberId", "patientId", count(*) as times, min(seq) as first, max(seq) as last,
      extract(epoch from min(at)) as "atSeconds", to_char(min(local), 'YYYY-MM-DD') as day,
      extract(isodow from min(local)) as weekday, extract(hour from min(local)) * 60 + extract(minute from min(local)) as minute
    from (
      select e.actor_id as "memberId", e.subjects[1] as "patientId", e.seq, e.at, e.at at time zone ${timeZone} as local
      ${openedBy(tenantId)} and e.at >= ${startsAt}::timestamptz and e.at < ${endsAt}::timestamptz
    ) looks
    group by "memberId", "patientId", date_trunc('minute', at)
    order by first`);
  return rows.map((row) => ({
    memberId: row.memberId,
    patientId: row.patientId,
    day: row.day,
    times: Number(row.times),
    first: Number(row.first),
    last: Number(row.last),
    atSeconds: Number(row.atSeconds),
    weekday: Number(row.weekday),
    minute: Number(row.minute),
  }));
}

/** What each member used to open in the four weeks before. */
export async function readHabits(
  { tx, tenantId }: Scope,
  { startsAt, timeZone }: Stretch,
): Promise<ReadonlyMap<string, Habit>> {
  const rows = await tx.execute<{ memberId: string; days: string; average: string }>(sql`
    select "memberId", count(*) as days, avg(charts) as average from (
      select e.actor_id as "memberId", (e.at at time zone ${timeZone})::date as day, count(distinct e.subjects[1]) as charts
      ${openedBy(tenantId)} and e.at >= ${startsAt}::timestamptz - interval '28 days' and e.at < ${startsAt}::timestamptz
      group by 1, 2
    ) days group by "memberId"`);
  return new Map(
    rows.map(({ memberId, days, average }) => [
      memberId,
      { days: Number(days), average: Number(average) },
    ]),
  );
}

/**
 * The pairs of member and patient that have a reason to know each other. A clinician's is their own:
 * an appointment, a visit, a prescription or a note within thirty days, or being the patient's own
 * clinician. Of everybody else it is asked whether the patient was at the clinic or was billed in that
 * time. Whoever changed the record has a reason, whatever they are.
 */
export async function readRelated(
  { tx, tenantId }: Scope,
  looks: readonly Look[],
): Promise<ReadonlySet<string>> {
  const seconds = new Map<string, readonly [look: Look, first: number, last: number]>();
  for (const look of looks) {
    const [, first, last] = seconds.get(pairOf(look)) ?? [look, look.atSeconds, look.atSeconds];
    seconds.set(pairOf(look), [
      look,
      Math.min(first, look.atSeconds),
      Math.max(last, look.atSeconds),
    ]);
  }
  const pairs = [...seconds.values()];
  if (pairs.length === 0) return new Set();
  const margin = relationshipDays * 86_400;
  const near = (instant: ReturnType<typeof sql>) => sql`${instant} between p.since and p.until`;
  const of = (alias: string) =>
    sql`${sql.raw(alias)}.tenant_id = ${tenantId} and ${sql.raw(alias)}.patient_id = p.patient_id`;
  const own = (alias: string) => sql`${sql.raw(alias)}.practitioner_id = any (p.own)`;
  const rows = await tx.execute<{ memberId: string; patientId: string }>(sql`
    with asked as (
      select member_id, patient_id, to_timestamp(since) as since, to_timestamp(until) as until
        from unnest(${sql.param(pairs.map(([look]) => look.memberId))}::uuid[], ${sql.param(pairs.map(([look]) => look.patientId))}::uuid[],
          ${sql.param(pairs.map(([, first]) => first - margin))}::float8[], ${sql.param(pairs.map(([, , last]) => last + margin))}::float8[])
          as a (member_id, patient_id, since, until)
    ), p as materialized (
      select a.*, array(select r.id from ${practitioners} r
        where r.tenant_id = ${tenantId} and r.member_id = a.member_id) as own from asked a
    )
    select p.member_id as "memberId", p.patient_id as "patientId" from p where
      exists (select from ${auditSubjects} s join ${auditEvents} e on e.tenant_id = s.tenant_id and e.seq = s.seq
        where s.tenant_id = ${tenantId} and s.patient_id = p.patient_id and e.tenant_id = ${tenantId} and e.actor_id = p.member_id
          and e.action = any (${sql.param([...rowActions])}::text[]) and ${near(sql`e.at`)})
      or p.own <> '{}' and (
        exists (select from ${patients} t where t.tenant_id = ${tenantId} and t.id = p.patient_id and t.practitioner_id = any (p.own))
        or exists (select from ${appointments} a where ${of("a")} and ${own("a")} and a.status <> 'cancelled' and ${near(sql`a.starts_at`)})
        or exists (select from ${encounters} v where ${of("v")} and ${own("v")} and ${near(sql`v.starts_at`)})
        or exists (select from ${medicationRequests} q where ${of("q")} and ${own("q")} and ${near(sql`q.authored_at`)})
        or exists (select from ${notes} n where ${of("n")} and ${own("n")} and ${near(sql`n.written_at`)})
      )
      or p.own = '{}' and (
        exists (select from ${appointments} a where ${of("a")} and a.status <> 'cancelled' and ${near(sql`a.starts_at`)})
        or exists (select from ${encounters} v where ${of("v")} and ${near(sql`v.starts_at`)})
        or exists (select from ${invoices} i where ${of("i")} and i.issued_on between p.since::date and p.until::date)
      )`);
  return new Set(rows.map(pairOf));
}

/** The names of everybody who works in the clinic. */
export async function readMembers({ tx, tenantId }: Scope): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.execute<{ id: string; name: string }>(
    sql`select id, display_name as name from ${members} where tenant_id = ${tenantId}`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Patients as the detectors compare them: whoever calls this has recorded that they are opened. */
export async function readSeen(
  { tx, tenantId }: Scope,
  open: ReturnType<Scope["disclose"]>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Seen>> {
  type Bytes = Parameters<typeof open>[0];
  const rows = await tx.execute<{
    id: string;
    family: Bytes;
    given: Bytes;
    mrn: Bytes;
    lastVisit: string | null;
  }>(sql`
    select id, family_sealed as family, given_sealed as given, mrn_sealed as mrn, extract(epoch from last_visit_at) as "lastVisit"
      from ${patients} where tenant_id = ${tenantId} and id = any (${sql.param([...ids])}::uuid[])`);
  return new Map(
    rows.map((row) => {
      const at = (column: string) => ({ table: "patients", column, rowId: row.id });
      return [
        row.id,
        {
          family: open(row.family, at("family_sealed")),
          given: open(row.given, at("given_sealed")),
          mrn: open(row.mrn, at("mrn_sealed")),
          lastVisit: Number(row.lastVisit ?? 0),
        },
      ];
    }),
  );
}
