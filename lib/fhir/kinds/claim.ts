import { z } from "zod";
import { dayOf } from "../dates.ts";
import type { CoverageDraft } from "../draft.ts";
import { type Box, kind, Rejected } from "../kind.ts";
import { Concept, Money, Period, Reference, Text, Whole } from "../types.ts";
import { ClaimItem, linesOf } from "./claim-lines.ts";
import { ContainedCoverage, coverageOf } from "./contained-coverage.ts";

const Claim = z.object({
  contained: z.array(ContainedCoverage).optional(),
  status: Text,
  use: Text,
  patient: Reference.optional(),
  created: Text,
  billablePeriod: Period.optional(),
  provider: Reference.optional(),
  careTeam: z.array(z.object({ provider: Reference.optional() })).optional(),
  diagnosis: z
    .array(z.object({ sequence: Whole.optional(), diagnosisCodeableConcept: Concept.optional() }))
    .optional(),
  insurance: z.array(z.object({ focal: z.boolean().optional(), coverage: Reference })).optional(),
  item: z.array(ClaimItem).optional(),
  total: Money.optional(),
});
type Resource = z.output<typeof Claim>;

/** A claim: one invoice with its charges. Its lines add up to its total, each rounded so that no cent is lost. */
export const claim = kind("Claim", Claim, (resource, box) => {
  refuseUnbilled(resource);
  const created = box.when("created", resource.created ?? resource.billablePeriod?.start);
  if (!created) throw new Rejected("created", "a claim needs a date");
  const serviced = box.when("billablePeriod.start", resource.billablePeriod?.start) ?? created;
  const total = box.money("total", resource.total);
  const issuedOn = dayOf(created, box.timeZone);
  const lines = linesOf(resource.item ?? [], total, dayOf(serviced, box.timeZone), box);
  if (lines.length === 0) throw new Rejected("total", "the claim charges nothing");
  const cover = coverFor(resource, box);
  return [
    {
      entity: "invoices",
      resourceType: "Claim",
      keys: box.keys,
      plain: { issuedOn, responsible: isInsured(cover) ? "insurance" : "patient" },
      sealed: {},
      links: {
        patientId: box.must("patient", "patients", "Patient", resource.patient),
        encounterId: box.may(
          "item[0].encounter[0]",
          "encounters",
          "Encounter",
          resource.item?.find((one) => one.encounter)?.encounter?.[0],
        ),
        practitionerId: box.may(
          "provider",
          "practitioners",
          "Practitioner",
          resource.careTeam?.[0]?.provider ?? resource.provider,
        ),
        coverageId: cover.link,
      },
      extra: {
        kind: "claim",
        totalCents: lines.reduce((sum, line) => sum + line.cents, 0),
        lines,
        coverage: cover.link ? undefined : cover.named,
      },
    },
  ];
});

function refuseUnbilled({ status, use }: Resource): void {
  if (status !== undefined && status !== "active") {
    throw new Rejected("status", `a claim that is ${status} is not billed`);
  }
  if (use !== undefined && use !== "claim") throw new Rejected("use", `a ${use} is not billed`);
}

/** A payer that says it is none leaves the bill with the patient; so does no payer at all. */
function isInsured({ named, link }: ReturnType<typeof coverFor>): boolean {
  return named ? !named.selfPay : link !== undefined;
}

function coverFor(resource: Resource, box: Box) {
  const focal = resource.insurance?.find((one) => one.focal) ?? resource.insurance?.[0];
  const named: CoverageDraft | undefined =
    focal && coverageOf(focal.coverage, resource.contained ?? []);
  const isElsewhere = focal?.coverage.reference && !focal.coverage.reference.startsWith("#");
  const link = isElsewhere
    ? box.may("insurance[0].coverage", "coverages", "Coverage", focal.coverage)
    : undefined;
  return { named, link };
}
