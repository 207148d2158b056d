import type { z } from "zod";
import { type When, when } from "./dates.ts";
import { cents, type Exact, exact } from "./decimal.ts";
import type { Draft, Entity, Issue, Link, Mapped, Surroundings } from "./draft.ts";
import { referenceKeys } from "./references.ts";
import { withSensitivity } from "./sensitivity.ts";
import type { Money, Reference } from "./types.ts";

/** A resource type that this clinic keeps: how its fields are checked and what rows it becomes. */
export interface Kind {
  readonly type: string;
  map(resource: unknown, around: Surroundings): Mapped;
}

/** The reason why a resource is left out, at the field that is to blame. */
export class Rejected extends Error {
  override readonly name = "Rejected";
  readonly field: string;

  constructor(field: string, reason: string) {
    super(reason);
    this.field = field;
  }
}

/** What a kind's builder is handed besides the resource. */
export interface Box extends Surroundings {
  /** Reads a date. One that names no real day rejects the resource. */
  when(field: string, text: string | undefined): When | undefined;
  /** The first instant of a date, or null. */
  instant(field: string, text: string | undefined): Date | null;
  /** Reads an amount in US dollars, exactly. */
  money(field: string, money: z.output<typeof Money> | undefined): Exact | undefined;
  /** A link to a row that must be there. */
  must(field: string, entity: Entity, type: string, reference: Reference | undefined): Link;
  /** A link that is left empty, and reported, when its row is nowhere. */
  may(
    field: string,
    entity: Entity,
    type: string,
    reference: Reference | undefined,
  ): Link | undefined;
  /** Notes something about the resource that does not keep it out. */
  note(field: string, reason: string): void;
}

/** Makes a kind of a schema and a builder. What the schema refuses is a reason at a field, never the value. */
export function kind<Shape extends z.ZodType>(
  type: string,
  shape: Shape,
  build: (resource: z.output<Shape>, box: Box) => Draft[],
): Kind {
  return {
    type,
    map(resource, around) {
      const parsed = shape.safeParse(resource);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        return refused(fieldOf(issue?.path ?? []), issue?.message ?? "not as FHIR R4 describes it");
      }
      const issues: Issue[] = [];
      try {
        const drafts = build(parsed.data, boxOf(around, issues));
        return { drafts: withSensitivity(drafts, resource), issues };
      } catch (error) {
        if (error instanceof Rejected) return refused(error.field, error.message);
        throw error;
      }
    },
  };
}

/** A resource that is left out. */
export function refused(field: string, reason: string): Mapped {
  return { drafts: [], issues: [{ field, reason, fatal: true }] };
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map(String)
    .join(".")
    .replace(/\.(\d+)(?=\.|$)/g, "[$1]");
}

function boxOf(around: Surroundings, issues: Issue[]): Box {
  const box: Box = {
    ...around,
    when(field, text) {
      if (text === undefined) return undefined;
      const date = when(text, around.timeZone);
      if (!date) throw new Rejected(field, "not a date that exists");
      return date;
    },
    instant: (field, text) => box.when(field, text)?.start ?? null,
    money(field, money) {
      if (money?.value === undefined) return undefined;
      if (money.currency !== undefined && money.currency !== "USD") {
        throw new Rejected(`${field}.currency`, `amounts are kept in USD, not ${money.currency}`);
      }
      const amount = exact(money.value.text);
      if (!amount || cents(amount) === undefined) {
        throw new Rejected(`${field}.value`, "not an amount of money");
      }
      return amount;
    },
    must(field, entity, type, reference) {
      const keys = referenceKeys(reference, [type]);
      if (keys.length === 0) throw new Rejected(field, `no reference to a ${type}`);
      return { field, entity, keys, required: true };
    },
    may(field, entity, type, reference) {
      const keys = referenceKeys(reference, [type]).filter((key) => mayBe(type, key));
      return keys.length === 0 ? undefined : { field, entity, keys, required: false };
    },
    note: (field, reason) => void issues.push({ field, reason, fatal: false }),
  };
  return box;
}

// A requester may be a patient, a device or an organization: then there is nobody to link to.
function mayBe(type: string, key: string): boolean {
  return key.startsWith("urn:") || key.startsWith(`${type}/`) || key.startsWith(`${type}?`);
}
