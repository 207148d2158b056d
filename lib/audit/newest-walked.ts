import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { auditEvents as events } from "#db/schema/audit-events";
import { auditSubjects as subjects } from "#db/schema/audit-subjects";
import { nilId } from "#lib/ids";
import type { MemberScope } from "#lib/scope";
import type { Span } from "./span.ts";

/** That an event was done under a break-glass grant, in the words of the partial indexes. */
export const isUnderGrant: SQL = sql`${events.grantId} <> ${sql.raw(`'${nilId}'::uuid`)}`;

/**
 * The positions of one patient's newest events that fulfil `where`. A patient has few events, however many the
 * clinic has: they are walked newest first, and each is looked up by its position. `offset 0` and `limit` keep the
 * planner to that: a filter that fits half of the trail would else be taken for the better way in.
 */
export async function newestOfPatient(
  scope: MemberScope,
  patient: string,
  { after, before }: Span,
  where: SQL,
  most: number,
): Promise<number[]> {
  const rows = await scope.tx.execute<{ seq: string }>(sql`
    select own.seq from (
      select seq from ${subjects} where tenant_id = ${scope.tenantId} and patient_id = ${patient}
        and seq < ${before} and seq > ${after} order by seq desc offset 0) own
    cross join lateral (select from ${events} where ${where} and ${events.seq} = own.seq limit 1) event
    order by own.seq desc limit ${most}`);
  return rows.map(({ seq }) => Number(seq));
}

/** The positions of the newest events under break-glass grants, or under one of them, that fulfil `where`: walked likewise. */
export async function newestUnderGrant(
  scope: MemberScope,
  grant: string | undefined,
  { after, before }: Span,
  where: SQL,
  most: number,
): Promise<number[]> {
  const one = grant === undefined ? sql.empty() : sql`and ${events.grantId} = ${grant}`;
  const rows = await scope.tx.execute<{ seq: string }>(sql`
    select own.seq from (
      select seq from ${events} where tenant_id = ${scope.tenantId} and ${isUnderGrant} ${one}
        and seq < ${before} and seq > ${after} order by seq desc offset 0) own
    cross join lateral (select from ${events} where ${where} and ${events.seq} = own.seq limit 1) event
    order by own.seq desc limit ${most}`);
  return rows.map(({ seq }) => Number(seq));
}
