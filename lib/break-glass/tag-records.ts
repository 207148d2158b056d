import "server-only";
import { and, inArray, type SQL, sql } from "drizzle-orm";
import { documents } from "#db/schema/documents";
import { medicationRequests } from "#db/schema/medication-requests";
import { notes } from "#db/schema/notes";
import { observations } from "#db/schema/observations";
import { problems } from "#db/schema/problems";
import { Conflict, Invalid, NotFound, Refusal } from "#lib/errors";
import { assertPatient, ofPatient } from "#lib/patients/known";
import type { MemberScope } from "#lib/scope";
import type { TagRecords } from "./input.ts";
import { type TagKind, tagPermissions, tagTables } from "./tag-kinds.ts";

const tables = {
  notes,
  problems,
  medications: medicationRequests,
  results: observations,
  documents,
} as const satisfies Readonly<Record<TagKind, unknown>>;

interface TagRow {
  readonly id: string;
  readonly tag: string;
  readonly [column: string]: unknown;
}

/**
 * Says of records of a chart which kind of sensitive record they are, or that they are none, all of them or
 * nothing. Each has to be tagged as the form showed it. What becomes closed to whoever tags it is gone for
 * them with the commit; what is open to them by an emergency access alone they cannot tag.
 */
export async function tagRecords(
  scope: MemberScope,
  { patientId, kind, records, becomes, reason }: TagRecords,
): Promise<{ readonly closed: number }> {
  for (const permission of tagPermissions) scope.require(permission);
  if (reason === "" && records.some(({ was }) => was !== "none" && was !== becomes))
    throw new Invalid({ reason: ["Say why a tag is taken away: the audit trail keeps it."] });
  await assertPatient(scope, patientId);
  const { tx } = scope;
  const table = tables[kind];
  const wanted = and(
    ofPatient(scope, table, patientId),
    inArray(
      table.id,
      records.map(({ recordId }) => recordId),
    ),
  ) as SQL;
  const expected = new Map(records.map(({ recordId, was }) => [recordId, was]));

  // A change that names its rows by a condition has to leave them in sight of who makes it, and one of these
  // may not: so the rows are locked first, as they may be changed, and changed where the cursor stands.
  await tx.execute(sql`declare tagged no scroll cursor for
    select id, coalesce(sensitivity, 'none') as tag from ${table} where ${wanted} order by id for update`);
  const found: string[] = [];
  for (;;) {
    const [row] = await tx.execute<TagRow>(sql`fetch next from tagged`);
    if (row === undefined) break;
    if (row.tag !== expected.get(row.id)) throw new Conflict("record");
    found.push(row.id);
    if (row.tag !== becomes)
      await tx.execute(sql`update ${table} set sensitivity = ${becomes === "none" ? null : becomes}
        where current of tagged`);
  }
  await tx.execute(sql`close tagged`);
  if (found.length < records.length) await explainMissing(scope, kind, wanted, found.length);

  for (const { recordId, was } of records)
    if (was !== becomes)
      scope.record({
        action: "record.tagged",
        entity: tagTables[kind],
        entityId: recordId,
        patientIds: [patientId],
        details: { from: was, to: becomes, ...(reason === "" ? {} : { reason }) },
      });
  const [left] = await tx.execute<{ seen: number }>(
    sql`select count(*)::integer as seen from ${table} where ${wanted}`,
  );
  return { closed: records.length - (left?.seen ?? 0) };
}

/** A record that can be read and not changed is open by a grant; one that cannot be read is not there. */
async function explainMissing(
  { tx }: MemberScope,
  kind: TagKind,
  wanted: SQL,
  changed: number,
): Promise<never> {
  const [seen] = await tx.execute<{ count: number }>(
    sql`select count(*)::integer as count from ${tables[kind]} where ${wanted}`,
  );
  if ((seen?.count ?? 0) > changed) throw new Refusal("record.read-only");
  throw new NotFound("record");
}
