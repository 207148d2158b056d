import "server-only";
import { and, desc, eq, isNotNull, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { patients } from "#db/schema/patients";
import type { Scope } from "#lib/scope";
import type { ListPatients } from "./input.ts";
import { type PatientRow, rowColumns } from "./rows.ts";

/**
 * A page of patients, the latest visit first and those never seen last, with one row more than asked
 * for when there are more. Both halves walk one index from where the page before ended.
 */
export async function byLastVisit(scope: Scope, input: ListPatients): Promise<PatientRow[]> {
  const wanted = input.size + 1;
  const last = input.after === undefined ? undefined : await lastOf(scope, input.after);
  const seen =
    last?.lastVisitAt === null ? [] : await select(scope, input, seenBefore(last), wanted);
  if (seen.length === wanted) return seen;

  const below = last?.lastVisitAt === null ? lt(patients.id, last.id) : undefined;
  const unseen = and(isNull(patients.lastVisitAt), below);
  return [...seen, ...(await select(scope, input, unseen, wanted - seen.length))];
}

type Last = { readonly id: string; readonly lastVisitAt: string | null };

/** Microseconds count: the text of the instant comes back as it went. */
async function lastOf(scope: Scope, id: string): Promise<Last | undefined> {
  const [row] = await scope.tx
    .select({ id: patients.id, lastVisitAt: sql<string | null>`${patients.lastVisitAt}::text` })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), eq(patients.id, id)));
  return row;
}

function seenBefore(last: Last | undefined): SQL | undefined {
  if (!last) return isNotNull(patients.lastVisitAt);
  return sql`(${patients.lastVisitAt}, ${patients.id}) < (${last.lastVisitAt}::timestamptz, ${last.id}::uuid)`;
}

/** In the very order of the index, nulls included, so that it is walked and nothing is sorted. */
function select(scope: Scope, input: ListPatients, where: SQL | undefined, limit: number) {
  return scope.tx
    .select(rowColumns)
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), narrowed(input), where))
    .orderBy(sql`${desc(patients.lastVisitAt)} nulls last`, sql`${desc(patients.id)} nulls last`)
    .limit(limit);
}

function narrowed({ status, flag, practitionerId }: ListPatients): SQL | undefined {
  return and(
    status === "any" ? ne(patients.status, "entered_in_error") : eq(patients.status, status),
    flag === "restricted" ? eq(patients.isRestricted, true) : undefined,
    flag === "deceased" ? eq(patients.isDeceased, true) : undefined,
    practitionerId === undefined ? undefined : eq(patients.practitionerId, practitionerId),
  );
}
