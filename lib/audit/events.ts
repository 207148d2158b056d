import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { auditEvents } from "#db/schema/audit-events";
import { members } from "#db/schema/members";
import { patients } from "#db/schema/patients";
import { nilId } from "#lib/ids";
import { listedName } from "#lib/person-name";
import type { MemberScope, Opener } from "#lib/scope";
import type { EventView } from "./view.ts";

/** The columns of an event that a line shows. */
export const lineColumns = {
  position: auditEvents.seq,
  at: auditEvents.at,
  actorId: auditEvents.actorId,
  role: auditEvents.dbRole,
  action: auditEvents.action,
  outcome: auditEvents.outcome,
  entity: auditEvents.entity,
  purpose: auditEvents.purpose,
  address: auditEvents.address,
  grantId: auditEvents.grantId,
  subjects: auditEvents.subjects,
} as const;

/** An event as a line reads it. */
export interface EventLine {
  readonly position: number;
  readonly at: string;
  readonly actorId: string;
  readonly role: string;
  readonly action: string;
  readonly outcome: string;
  readonly entity: string;
  readonly purpose: string;
  readonly address: string | null;
  readonly grantId: string;
  readonly subjects: readonly string[];
}

/** The names of the members that events name as actors. */
export async function actorNames(
  scope: MemberScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return new Map();
  const rows = await scope.tx
    .select({ id: members.id, name: members.displayName })
    .from(members)
    .where(and(eq(members.tenantId, scope.tenantId), inArray(members.id, distinct)));
  return new Map([
    [platformOperatorId, "Platform operator"],
    ...rows.map(({ id, name }) => [id, name] as const),
  ]);
}

/** The names of patients, opened: whoever calls this has recorded that they are shown. */
export async function patientNames(
  scope: MemberScope,
  open: Opener,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return new Map();
  const rows = await scope.tx
    .select({ id: patients.id, family: patients.familySealed, given: patients.givenSealed })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), inArray(patients.id, distinct)));
  const name = (rowId: string, column: string, sealed: (typeof rows)[number]["family"]) =>
    open(sealed, { table: "patients", column, rowId });
  return new Map(
    rows.map(({ id, family, given }) => [
      id,
      listedName({
        family: name(id, "family_sealed", family),
        given: name(id, "given_sealed", given),
      }),
    ]),
  );
}

/** A line for people. A patient who is not in the clinic's list any more keeps their id. */
export function eventView(
  { subjects, at, address, grantId, ...line }: EventLine,
  actors: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string> = new Map(),
): EventView {
  const [only, ...others] = subjects;
  return {
    ...line,
    at: utc(at),
    address: address ?? undefined,
    grantId: grantId === nilId ? undefined : grantId,
    actor: actors.get(line.actorId) ?? "Unknown member",
    patientCount: subjects.length,
    patient:
      only === undefined || others.length > 0
        ? undefined
        : { id: only, name: names.get(only) ?? only },
  };
}

/** PostgreSQL's own text of an instant as ISO 8601 in UTC, microseconds kept. */
export function utc(at: string): string {
  const [, whole = at, fraction = "", zone = "Z"] =
    /^(.{10}[T ].{8})(\.\d+)?([+-]\d\d(?::?\d\d)?|Z)?$/.exec(at) ?? [];
  const offset = zone === "Z" ? "Z" : zone.length === 3 ? `${zone}:00` : zone;
  const second = new Date(`${whole.replace(" ", "T")}${offset}`).toISOString().slice(0, 19);
  return `${second}.${fraction.slice(1).padEnd(6, "0")}Z`;
}
