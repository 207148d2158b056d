import "server-only";
import { and, desc, eq, lt } from "drizzle-orm";
import { auditEvents } from "#db/schema/audit-events";
import { auditSubjects } from "#db/schema/audit-subjects";
import { patients } from "#db/schema/patients";
import { NotFound } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import { actorNames, type EventLine, eventView, lineColumns } from "./events.ts";
import type { ReadHistory } from "./input.ts";
import { notRowEvent } from "./newest.ts";
import type { TrailView } from "./view.ts";

/** Ends the request unless the clinic has this patient. */
export async function requirePatient(scope: MemberScope, patientId: string): Promise<void> {
  const [patient] = await scope.tx
    .select({ id: patients.id })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), eq(patients.id, patientId)));
  if (!patient) throw new NotFound("patient", patientId);
}

/** Which events of a patient's history are read: those before a position, newest first. */
export interface HistorySlice {
  readonly patientId: string;
  readonly rows: boolean;
  readonly before?: number | undefined;
  readonly size: number;
}

/** Lines of one patient's history. Whoever calls this has made sure of the patient and records what it shows. */
export function historyLines(scope: MemberScope, slice: HistorySlice): Promise<EventLine[]> {
  const { patientId, rows, before, size } = slice;
  return scope.tx
    .select(lineColumns)
    .from(auditSubjects)
    .innerJoin(
      auditEvents,
      and(eq(auditEvents.tenantId, auditSubjects.tenantId), eq(auditEvents.seq, auditSubjects.seq)),
    )
    .where(
      and(
        eq(auditSubjects.tenantId, scope.tenantId),
        eq(auditSubjects.patientId, patientId),
        before === undefined ? undefined : lt(auditSubjects.seq, before),
        rows ? undefined : notRowEvent(),
      ),
    )
    .orderBy(desc(auditSubjects.seq))
    .limit(size);
}

/**
 * Everyone who saw, found or changed one patient's record, newest first. Reading it is an event of
 * the same history. Another clinic's patient is simply not found.
 */
export async function accessHistory(scope: MemberScope, input: ReadHistory): Promise<TrailView> {
  scope.require("history:read");
  const { patientId, rows, before, size } = input;
  await requirePatient(scope, patientId);
  const lines = await historyLines(scope, { patientId, rows, before, size: size + 1 });

  const page = lines.slice(0, size);
  scope.record({
    action: "history.viewed",
    patientIds: [patientId],
    details: { shown: page.length, before: before ?? null, rows },
  });
  const actors = await actorNames(
    scope,
    page.map(({ actorId }) => actorId),
  );
  return {
    events: page.map((line) => eventView(line, actors)),
    before: lines.length > size ? page.at(-1)?.position : undefined,
  };
}
