import "server-only";
import type { z } from "zod";
import type { Permission } from "#lib/access/permissions";
import type { AuditDetails } from "#lib/audit/append";
import { requestId as currentRequestId } from "#lib/auth/request";
import { errorResponse } from "#lib/error-response";
import { admitExport, type ExportDoor } from "#lib/exports/admission";
import { type ExportMark, exportMark } from "#lib/exports/print-mark";
import { type Batch, bodyOf } from "#lib/exports/row-stream";
import { digestOf, issueDocument, newCode } from "#lib/issued/issue";
import { log } from "#lib/log";
import { printSheet } from "#lib/pdf/print";
import type { Sheet } from "#lib/pdf/sheet";
import { type MemberScope, runInScope } from "#lib/scope";

/** The media types that are exported, each with the ending of its files. */
const endings = {
  "text/csv; charset=utf-8": "csv",
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/fhir+json": "json",
  "application/fhir+ndjson": "ndjson",
  "application/pdf": "pdf",
} as const;

/** A media type that is exported. */
export type ExportMedia = keyof typeof endings;

/** What a batch of an export is told: which export it belongs to, and whom it was already recorded for. */
export interface BatchContext {
  /** Belongs into the details of the event by which a batch opens its rows. */
  readonly about: AuditDetails;
  /** Of these patients those whom no earlier batch of the export named: one event of it is enough in each history. */
  unnamed(patientIds: readonly string[]): readonly string[];
}

/** Rows that leave as text. Each batch is read in a transaction of its own, which records what it opens: `records.exported`, with the patients. */
export interface RowExport<Cursor> {
  readonly media: ExportMedia;
  readonly head: string;
  readonly tail: string;
  /** What the export was narrowed by, for its event. */
  readonly details?: AuditDetails;
  readonly patientId?: string;
  read(scope: MemberScope, cursor: Cursor | undefined, batch: BatchContext): Promise<Batch<Cursor>>;
}

/** A file that is made as a whole from what one transaction read and recorded. */
export interface WholeExport {
  readonly rows: number;
  readonly details?: AuditDetails;
  readonly patientId?: string;
  /** A sheet is printed as PDF; bytes of another kind are made when the mark is known. */
  readonly make:
    | Sheet
    | { readonly media: ExportMedia; bytes(mark: ExportMark): Promise<Uint8Array> }
    | { readonly media: ExportMedia; counted(): Promise<CountedFile> };
}

/** A file that was read outside of the scope, so that its rows are known only with it. */
export interface CountedFile {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

const headersOf = (
  kind: string,
  media: ExportMedia,
  { code, at }: ExportMark,
): Record<string, string> => ({
  "content-type": media,
  // The name says neither whose it is nor what is in it, and has the code by which it is checked.
  "content-disposition": `attachment; filename="chartkeep-${kind}-${at.slice(0, 10)}-${code}.${endings[media]}"`,
  "cache-control": "private, no-store",
  "x-chartkeep-code": code,
});

/**
 * Makes a door through which rows leave as a file, however many they are. `open` says what is exported; every
 * batch commits its own event before it is sent, and the last bytes leave after the file itself was entered
 * with its number of rows. What fails before the first byte is answered; what fails later breaks off.
 */
export function exportRoute<Shape extends z.ZodRawShape, Cursor>(
  permission: Permission | readonly Permission[],
  shape: z.ZodObject<Shape>,
  door: ExportDoor,
  open: (
    scope: MemberScope,
    input: z.output<z.ZodObject<Shape>>,
    mark: ExportMark,
  ) => Promise<RowExport<Cursor>>,
): (request: Request) => Promise<Response> {
  const { kind } = door;
  return async (request) => {
    const requestId = await currentRequestId();
    try {
      const { actor, input, reason } = await admitExport(request, permission, shape, door);
      const inScope = <T>(work: (scope: MemberScope) => Promise<T>) =>
        runInScope(actor, permission, work);
      const code = newCode();
      const said = { export: code, kind, ...(reason === undefined ? {} : { reason }) };
      const { rows, mark } = await inScope(async (scope) => {
        const mark = await exportMark(scope, code);
        const rows = await open(scope, input, mark);
        const about = rows.patientId === undefined ? {} : { patientIds: [rows.patientId] };
        scope.record({ action: "export.started", ...about, details: { ...rows.details, ...said } });
        return { rows, mark };
      });

      const { media, head, tail, patientId, details } = rows;
      const about = patientId === undefined ? {} : { patientId };
      const named = new Set<string>();
      const batch: BatchContext = {
        about: { export: code },
        unnamed: (ids) => [...new Set(ids)].filter((id) => !named.has(id) && named.add(id)),
      };
      const body = await bodyOf<Cursor>({
        head,
        tail,
        read: (cursor) => inScope((scope) => rows.read(scope, cursor, batch)),
        finish: (whole) =>
          inScope((scope) =>
            issueDocument(scope, {
              kind,
              code,
              ...about,
              ...whole,
              details: { ...details, media, ...said },
            }),
          ),
        broken: (sent) => {
          log.error({ requestId, kind }, "an export broke off");
          return inScope(async (scope) => {
            scope.record({
              action: "export.failed",
              outcome: "failed",
              ...(patientId === undefined ? {} : { patientIds: [patientId] }),
              details: { ...said, rows: sent },
            });
          });
        },
      });
      return new Response(body, { headers: headersOf(kind, media, mark) });
    } catch (error) {
      return errorResponse(error, requestId);
    }
  };
}

async function madeOf({ make, rows }: WholeExport, mark: ExportMark): Promise<CountedFile> {
  if ("counted" in make) return make.counted();
  return { rows, bytes: await ("bytes" in make ? make.bytes(mark) : printSheet(make, mark.print)) };
}

/**
 * Makes a door for a file that is made as a whole, such as a PDF: `read` reads and records in one transaction,
 * the file is made outside of it, entered with its digest in a second one, and sent after that.
 */
export function documentRoute<Shape extends z.ZodRawShape>(
  permission: Permission | readonly Permission[],
  shape: z.ZodObject<Shape>,
  door: ExportDoor,
  read: (
    scope: MemberScope,
    input: z.output<z.ZodObject<Shape>>,
    mark: ExportMark,
  ) => Promise<WholeExport>,
): (request: Request) => Promise<Response> {
  const { kind } = door;
  return async (request) => {
    const requestId = await currentRequestId();
    try {
      const { actor, input, reason } = await admitExport(request, permission, shape, door);
      const code = newCode();
      const said = { export: code, ...(reason === undefined ? {} : { reason }) };
      const { whole, mark } = await runInScope(actor, permission, async (scope) => {
        const mark = await exportMark(scope, code);
        const whole = await read(scope, input, mark);
        const about = whole.patientId === undefined ? {} : { patientIds: [whole.patientId] };
        scope.record({
          action: "export.started",
          ...about,
          details: { ...whole.details, ...said, kind },
        });
        return { whole, mark };
      });

      const { make, patientId, details } = whole;
      const media = "media" in make ? make.media : "application/pdf";
      const { bytes, rows } = await madeOf(whole, mark);
      await runInScope(actor, permission, (scope) =>
        issueDocument(scope, {
          kind,
          code,
          digest: digestOf(bytes),
          rows,
          ...(patientId === undefined ? {} : { patientId }),
          details: { ...details, ...said, media },
        }),
      );
      return new Response(Uint8Array.from(bytes), {
        headers: { ...headersOf(kind, media, mark), "content-length": String(bytes.byteLength) },
      });
    } catch (error) {
      return errorResponse(error, requestId);
    }
  };
}
