import { z } from "zod";
import { OrderRecord, packRecord } from "#lib/phi/records";
import { type Box, kind, Rejected } from "../kind.ts";
import {
  Concept,
  codeOf,
  Extension,
  Period,
  Quantity,
  Reference,
  systems,
  Text,
  Whole,
  wordsOf,
} from "../types.ts";
import { Dosage, doseOf, frequencyOf } from "./dosage.ts";

const MedicationRequest = z.object({
  contained: z.array(z.object({ id: Text, code: Concept.optional() })).optional(),
  extension: z.array(Extension).optional(),
  status: Text,
  statusReason: Concept.optional(),
  medicationCodeableConcept: Concept.optional(),
  medicationReference: Reference.optional(),
  subject: Reference.optional(),
  encounter: Reference.optional(),
  authoredOn: Text,
  requester: Reference.optional(),
  reasonCode: z.array(Concept).optional(),
  note: z.array(z.object({ text: Text })).optional(),
  dosageInstruction: z.array(Dosage).optional(),
  dispenseRequest: z
    .object({
      validityPeriod: Period.optional(),
      numberOfRepeatsAllowed: Whole.optional(),
      quantity: Quantity.optional(),
      expectedSupplyDuration: Quantity.optional(),
    })
    .optional(),
});
type Resource = z.output<typeof MedicationRequest>;

/** A prescription. It ends where its dosage or its validity ends, once it is no longer active. */
export const medicationRequest = kind("MedicationRequest", MedicationRequest, (resource, box) => {
  const drug = drugOf(resource);
  const name = wordsOf(drug) ?? resource.medicationReference?.display;
  if (!name) throw new Rejected("medication[x]", "no drug is named, nor a medication contained");
  const { dispenseRequest: dispense } = resource;
  const supply = dispense?.expectedSupplyDuration;
  const isOver = !["active", "on-hold", "draft"].includes(resource.status ?? "");
  return [
    {
      entity: "medication_requests",
      resourceType: "MedicationRequest",
      keys: box.keys,
      plain: {
        ...codeOf(drug, [systems.rxnorm]),
        status: resource.status ?? "unknown",
        refills: dispense?.numberOfRepeatsAllowed ?? null,
        daysSupply: supply?.value && isDays(supply) ? Math.round(supply.value.value) : null,
        authoredAt: box.instant("authoredOn", resource.authoredOn),
        endedAt: isOver ? endOf(resource, box) : null,
      },
      sealed: { orderSealed: packRecord(OrderRecord, orderOf(resource, name)) },
      links: {
        patientId: box.must("subject", "patients", "Patient", resource.subject),
        encounterId: box.may("encounter", "encounters", "Encounter", resource.encounter),
        practitionerId: box.may("requester", "practitioners", "Practitioner", resource.requester),
      },
    },
  ];
});

function drugOf(resource: Resource): Concept | undefined {
  const reference = resource.medicationReference?.reference;
  const contained = resource.contained?.find((one) => `#${one.id}` === reference);
  return resource.medicationCodeableConcept ?? contained?.code;
}

function endOf(resource: Resource, box: Box): Date | null {
  const bounds = resource.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod?.end;
  return (
    box.instant("dosageInstruction[0].timing.repeat.boundsPeriod.end", bounds) ??
    box.instant("dispenseRequest.validityPeriod.end", resource.dispenseRequest?.validityPeriod?.end)
  );
}

function orderOf(resource: Resource, drug: string): z.input<typeof OrderRecord> {
  const dosage = resource.dosageInstruction?.[0];
  const dose = dosage?.doseAndRate?.[0]?.doseQuantity;
  const { quantity } = resource.dispenseRequest ?? {};
  const instructions = [dosage?.text, dosage?.patientInstruction].filter(Boolean).join(". ");
  return {
    drug,
    dose: doseOf(dosage),
    doseValue: dose?.value?.value,
    doseUnit: dose?.unit ?? dose?.code,
    route: wordsOf(dosage?.route),
    frequency: frequencyOf(dosage),
    instructions: instructions || wordsOf(dosage?.additionalInstruction?.[0]),
    quantity: quantity?.value ? `${quantity.value.text} ${quantity.unit ?? ""}`.trim() : undefined,
    schedule: resource.extension?.find((one) => one.url.endsWith("dea-schedule"))?.valueCode,
    reason: wordsOf(resource.reasonCode?.[0]),
    stopReason: wordsOf(resource.statusReason),
  };
}

function isDays(quantity: z.output<typeof Quantity>): boolean {
  return ["d", "day", "days"].includes((quantity.code ?? quantity.unit ?? "d").toLowerCase());
}
