import { z } from "zod";
import { packRecord, ReportRecord } from "#lib/phi/records";
import { kind, Rejected } from "../kind.ts";
import { referenceKeys } from "../references.ts";
import { Concept, codeOf, Period, Reference, systems, Text, wordsOf } from "../types.ts";
import { Attachment, textOf } from "./attachment.ts";

const DiagnosticReport = z.object({
  status: Text,
  code: Concept.optional(),
  subject: Reference.optional(),
  encounter: Reference.optional(),
  effectiveDateTime: Text,
  effectivePeriod: Period.optional(),
  issued: Text,
  performer: z.array(Reference).optional(),
  result: z.array(Reference).optional(),
  conclusion: Text,
  presentedForm: z.array(Attachment).optional(),
});

/** A panel: the results that came back together. What it lists become its results, whichever file they are in. */
export const diagnosticReport = kind("DiagnosticReport", DiagnosticReport, (resource, box) => {
  const name = wordsOf(resource.code);
  if (!name) throw new Rejected("code", "neither a code nor words for the report");
  const form = resource.presentedForm?.find((one) => one.data !== undefined);
  const effective = resource.effectiveDateTime ?? resource.effectivePeriod?.start;
  return [
    {
      entity: "panels",
      resourceType: "DiagnosticReport",
      keys: box.keys,
      plain: {
        ...codeOf(resource.code, [systems.loinc]),
        status: resource.status ?? "unknown",
        effectiveAt: box.instant("effective[x]", effective),
        issuedAt: box.instant("issued", resource.issued),
      },
      sealed: {
        reportSealed: packRecord(ReportRecord, {
          name,
          laboratory: resource.performer?.find((one) => one.display)?.display,
          conclusion: resource.conclusion ?? (form && textOf(form, "presentedForm[0].data")),
        }),
      },
      links: {
        patientId: box.must("subject", "patients", "Patient", resource.subject),
        encounterId: box.may("encounter", "encounters", "Encounter", resource.encounter),
      },
      extra: {
        kind: "panel",
        results: (resource.result ?? []).map((one) => referenceKeys(one, ["Observation"])),
      },
    },
  ];
});
