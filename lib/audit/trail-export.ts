import "server-only";
import { and, desc, eq, inArray } from "drizzle-orm";
import { auditEvents } from "#db/schema/audit-events";
import { env } from "#lib/env";
import type { BatchContext, ExportMedia, RowExport } from "#lib/export-route";
import { csvHead, csvRows } from "#lib/exports/csv";
import { nilId } from "#lib/ids";
import type { MemberScope } from "#lib/scope";
import { auditEventsOf, type ToldBy, type ToldEvent } from "./balp.ts";
import { localTime, roleOf } from "./event-text.ts";
import { actorNames, eventView, patientNames } from "./events.ts";
import { requirePatient } from "./history.ts";
import type { ExportFormat, ExportTrail, TrailFilters } from "./input.ts";
import { purposeOf } from "./purposes.ts";
import { named, readLines } from "./trail.ts";
import { labelOf } from "./vocabulary.ts";

const batchSize = 1_000;

/** How one format writes events. `between` stands between the records of two batches. */
interface Format {
  readonly media: ExportMedia;
  readonly head: string;
  readonly tail: string;
  readonly between: string;
  write(events: readonly (ToldEvent & { readonly patient: string })[]): string;
}

const columns = [
  "position",
  "time_utc",
  "time_clinic",
  "who",
  "role",
  "action",
  "action_code",
  "record",
  "record_id",
  "patient",
  "patient_ids",
  "outcome",
  "purpose",
  "purpose_code",
  "break_glass_grant",
  "address",
];

function formatOf(format: ExportFormat, by: ToldBy, timeZone: string, at: string): Format {
  const fhir = (event: ToldEvent) => auditEventsOf(event, by);
  const lines = (values: readonly object[], between: string) =>
    values.map((value) => JSON.stringify(value)).join(between);
  switch (format) {
    case "csv":
      return {
        media: "text/csv; charset=utf-8",
        head: csvHead(columns),
        tail: "",
        between: "",
        write: (events) =>
          csvRows(
            events.map((event) => [
              event.position,
              event.at,
              localTime(event.at, timeZone),
              event.actor,
              roleOf(event.role),
              labelOf(event.action),
              event.action,
              event.entity,
              event.entityId ?? "",
              event.patient,
              event.patientIds.join(" "),
              event.outcome,
              purposeOf(event.purpose),
              event.purpose,
              event.grantId ?? "",
              event.address ?? "",
            ]),
          ),
      };
    case "json":
      return {
        media: "application/json",
        head: `{"clinic":${JSON.stringify(by.clinic)},"taken":"${at}","events":[\n`,
        tail: "\n]}\n",
        between: ",\n",
        write: (events) => lines(events, ",\n"),
      };
    case "fhir":
      return {
        media: "application/fhir+json",
        head: `{"resourceType":"Bundle","type":"collection","timestamp":"${at}","entry":[\n`,
        tail: "\n]}\n",
        between: ",\n",
        write: (events) =>
          lines(
            events.flatMap(fhir).map((resource) => ({ resource })),
            ",\n",
          ),
      };
    case "fhir-ndjson":
      return {
        media: "application/fhir+ndjson",
        head: "",
        tail: "\n",
        between: "\n",
        write: (events) => lines(events.flatMap(fhir), "\n"),
      };
  }
}

/** What a line does not show and an export tells: ids and the link of the chain. */
async function moreOf(scope: MemberScope, positions: readonly number[]) {
  if (positions.length === 0) return new Map<number, never>();
  const rows = await scope.tx
    .select({
      position: auditEvents.seq,
      id: auditEvents.id,
      entityId: auditEvents.entityId,
      hash: auditEvents.hash,
    })
    .from(auditEvents)
    .where(and(eq(auditEvents.tenantId, scope.tenantId), inArray(auditEvents.seq, [...positions])))
    .orderBy(desc(auditEvents.seq));
  return new Map(
    rows.map(
      ({ position, id, entityId, hash }) =>
        [
          position,
          {
            id,
            entityId: entityId === nilId ? undefined : entityId,
            hash: Buffer.from(hash).toString("hex"),
          },
        ] as const,
    ),
  );
}

async function told(
  scope: MemberScope,
  filters: TrailFilters,
  before: number | undefined,
  batch: BatchContext,
): Promise<readonly (ToldEvent & { readonly patient: string })[]> {
  const lines = await readLines(scope, { ...filters, before, size: batchSize - 1 });
  const subjects = lines.flatMap((line) => line.subjects);
  const open = scope.disclose({
    action: "records.exported",
    patientIds: batch.unnamed(subjects),
    details: { ...batch.about, shown: lines.length },
  });
  const actors = await actorNames(
    scope,
    lines.map(({ actorId }) => actorId),
  );
  const alone = lines.flatMap((line) => (line.subjects.length === 1 ? line.subjects : []));
  const names = await patientNames(scope, open, alone);
  const more = await moreOf(
    scope,
    lines.map(({ position }) => position),
  );
  return lines.flatMap((line) => {
    const { patient, patientCount: _, ...event } = eventView(line, actors, names);
    const rest = more.get(event.position);
    if (!rest) return [];
    return [{ ...event, patientIds: line.subjects, patient: patient?.name ?? "", ...rest }];
  });
}

/** The trail as it is narrowed at this moment, newest first, to its beginning: as CSV, JSON, or FHIR R4 AuditEvents. */
export async function exportTrail(
  scope: MemberScope,
  { format, ...filters }: ExportTrail,
  { at }: { readonly at: string },
): Promise<RowExport<number>> {
  scope.require("audit:export");
  if (filters.patient !== undefined) await requirePatient(scope, filters.patient);
  const { name: clinic, timeZone } = scope.actor.tenant;
  const by = { origin: env().APP_ORIGIN, tenantId: scope.tenantId, clinic };
  const { media, head, tail, between, write } = formatOf(format, by, timeZone, at);
  return {
    media,
    head,
    tail,
    ...(filters.patient === undefined ? {} : { patientId: filters.patient }),
    details: named(filters),
    async read(scope, before, batch) {
      const events = await told(scope, filters, before, batch);
      const text = write(events);
      return {
        text: before === undefined || text === "" ? text : between + text,
        rows: events.length,
        next: events.length < batchSize ? undefined : events.at(-1)?.position,
      };
    },
  };
}
