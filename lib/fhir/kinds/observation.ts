import { z } from "zod";
import { packRecord, RangeRecord, ValueRecord } from "#lib/phi/records";
import { kind, Rejected } from "../kind.ts";
import { Concept, codeOf, Period, Reference, systems, Text, wordsOf } from "../types.ts";
import { Measured, measuredOf, ReferenceRange, rangeOf } from "./measured.ts";

const Observation = Measured.extend({
  status: Text,
  category: z.array(Concept).optional(),
  code: Concept.optional(),
  subject: Reference.optional(),
  encounter: Reference.optional(),
  effectiveDateTime: Text,
  effectiveInstant: Text,
  effectivePeriod: Period.optional(),
  issued: Text,
  performer: z.array(Reference).optional(),
  interpretation: z.array(Concept).optional(),
  note: z.array(z.object({ text: Text })).optional(),
  referenceRange: z.array(ReferenceRange).optional(),
  component: z.array(Measured.extend({ code: Concept.optional() })).optional(),
});
type Resource = z.output<typeof Observation>;

/** A laboratory result, a vital sign or another finding, with its own range and interpretation if it brings them. */
export const observation = kind("Observation", Observation, (resource, box) => {
  const display = wordsOf(resource.code);
  if (!display) throw new Rejected("code", "neither a code nor words for what was observed");
  const effective =
    resource.effectiveDateTime ??
    resource.effectiveInstant ??
    resource.effectivePeriod?.start ??
    resource.issued;
  const effectiveAt = box.instant("effective[x]", effective);
  if (!effectiveAt) throw new Rejected("effective[x]", "an observation needs the time it was made");
  const range = rangeOf(resource.referenceRange ?? [], resource.interpretation?.[0]);
  return [
    {
      entity: "observations",
      resourceType: "Observation",
      keys: box.keys,
      plain: {
        ...codeOf(resource.code, [systems.loinc]),
        category: categoryOf(resource),
        status: resource.status ?? "unknown",
        effectiveAt,
        issuedAt: box.instant("issued", resource.issued),
      },
      sealed: {
        displaySealed: display,
        valueSealed: packRecord(ValueRecord, valueRecordOf(resource)),
        rangeSealed: range && packRecord(RangeRecord, range),
      },
      links: {
        patientId: box.must("subject", "patients", "Patient", resource.subject),
        encounterId: box.may("encounter", "encounters", "Encounter", resource.encounter),
      },
    },
  ];
});

function valueRecordOf(resource: Resource): z.input<typeof ValueRecord> {
  const components = (resource.component ?? []).map((part) => ({
    ...measuredOf(part),
    code: codeOf(part.code, [systems.loinc]).code ?? undefined,
    display: wordsOf(part.code) ?? "Component",
  }));
  const own = measuredOf(resource);
  const notes = (resource.note ?? []).map((note) => note.text).filter(Boolean);
  return {
    ...own,
    // A blood pressure has no value of its own, and nothing is missing.
    absentReason: components.length > 0 ? undefined : own.absentReason,
    components: components.length > 0 ? components : undefined,
    comment: notes.join("\n") || undefined,
    laboratory: resource.performer?.find((one) => one.display)?.display,
  };
}

/** Both spellings of the vital-signs category occur in the wild. */
const categories: Record<string, string> = {
  laboratory: "lab",
  LAB: "lab",
  "vital-signs": "vital",
  "vital-sign": "vital",
};

function categoryOf(resource: Resource): string {
  const codes = (resource.category ?? []).flatMap((one) => one.coding ?? []);
  return codes.map((coding) => categories[coding.code ?? ""]).find(Boolean) ?? "other";
}
