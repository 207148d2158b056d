import { z } from "zod";
import { MemberId, PatientId } from "#lib/ids";
import { typedDay, typedText } from "#lib/input-text";
import { type ActionGroup, groupLabels } from "./groups.ts";
import { typedNetwork } from "./network.ts";
import { purposes } from "./purposes.ts";
import { type AuditAction, isAuditAction, outcomes } from "./vocabulary.ts";

const Position = z.int().positive();

/** How the audit trail is narrowed. Nothing in it is PHI, so that it may stand in a URL. Days are the clinic's, both included. */
export const TrailFilters = z.object({
  member: MemberId.optional(),
  patient: PatientId.optional(),
  action: z
    .custom<AuditAction>((word) => typeof word === "string" && isAuditAction(word))
    .optional(),
  group: z.enum(Object.keys(groupLabels) as ActionGroup[]).optional(),
  role: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  outcome: z.enum(outcomes).optional(),
  purpose: z.enum(purposes).optional(),
  address: typedNetwork.optional(),
  /** Only what was done under a break-glass grant. */
  glass: z.boolean().optional(),
  grant: z.uuid().optional(),
  from: typedDay.optional(),
  to: typedDay.optional(),
  rows: z.boolean().optional(),
});
export type TrailFilters = z.output<typeof TrailFilters>;

const longest = 92;

/** What one member did in some days, both included. */
export const ReadActivity = z
  .object({ memberId: MemberId, from: typedDay, to: typedDay })
  .refine(({ from, to }) => from <= to && daysBetween(from, to) <= longest, {
    path: ["to"],
    message: `Choose at most ${longest} days.`,
  });
export type ReadActivity = z.output<typeof ReadActivity>;

const daysBetween = (from: string, to: string) =>
  (Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000;

/** In which forms the trail can be taken out. */
export const exportFormats = ["csv", "json", "fhir", "fhir-ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What is exported of the trail: all that it is narrowed to, in one form. */
export const ExportTrail = TrailFilters.extend({ format: z.enum(exportFormats) });
export type ExportTrail = z.output<typeof ExportTrail>;

/**
 * The filters that can be read, and what is wrong with the others: one that was mistyped takes nothing from the rest.
 */
export function readFilters(asked: object): {
  readonly filters: TrailFilters;
  readonly issues: Readonly<Record<string, string>>;
} {
  const parsed = TrailFilters.safeParse(asked);
  if (parsed.success) return { filters: parsed.data, issues: {} };
  const issues = Object.fromEntries(
    parsed.error.issues.map(({ path, message }) => [String(path[0]), message]),
  );
  const rest = Object.entries(asked).filter(([name]) => !Object.hasOwn(issues, name));
  return { filters: TrailFilters.parse(Object.fromEntries(rest)), issues };
}

/** How a view is narrowed, as its address has it. A patient is none of it, nor a grant, which has one: what is kept says nothing about anybody. */
const Predicates = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const words = Object.entries(Object.fromEntries(new URLSearchParams(text)));
    const parsed = TrailFilters.omit({ patient: true, grant: true })
      .strict()
      .safeParse(
        Object.fromEntries(
          words.map(([name, word]) => [
            name,
            name === "rows" || name === "glass" ? word === "true" : word,
          ]),
        ),
      );
    if (parsed.success) return new URLSearchParams(text).toString();
    context.addIssue({ code: "custom", message: "These filters cannot be kept." });
    return z.NEVER;
  });

/** A view of the trail as it is saved. */
export const SaveView = z.object({
  name: typedText(60).pipe(z.string().min(1, "Give it a name.")),
  predicates: Predicates,
  isShared: z.literal("on").optional(),
});
export type SaveView = z.output<typeof SaveView>;

/** Which saved view. */
export const WhichView = z.object({ viewId: z.uuid() });
export type WhichView = z.output<typeof WhichView>;

/** A page of the audit trail: the events before a position, newest first. */
export const ListTrail = TrailFilters.extend({
  before: Position.optional(),
  size: z.int().min(1).max(100).default(50),
});
export type ListTrail = z.output<typeof ListTrail>;

/** A page of one patient's access history. */
export const ReadHistory = z.object({
  patientId: PatientId,
  rows: z.boolean().default(false),
  before: Position.optional(),
  size: z.int().min(1).max(100).default(50),
});
export type ReadHistory = z.output<typeof ReadHistory>;

/** What is exported of one patient's access history. */
export const ExportHistory = z.object({ patientId: PatientId, rows: z.boolean().default(false) });
export type ExportHistory = z.output<typeof ExportHistory>;

/** One event, by its position in the chain. */
export const GetEvent = z.object({ position: Position });
export type GetEvent = z.output<typeof GetEvent>;

/** The order to walk the clinic's own chain: there is nothing to choose. */
export const VerifyChain = z.object({});

/** The order to sign the clinic's chain as it stands: there is nothing to choose. */
export const SignCheckpoint = z.object({});

/** The order for the clinic's whole audit bundle: there is nothing to choose. */
export const TakeBundle = z.object({});

/** The order for the standalone verifier: there is nothing to choose. */
export const ReadVerifier = z.object({});
