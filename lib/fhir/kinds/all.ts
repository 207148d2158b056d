import type { Kind } from "../kind.ts";
import { allergy } from "./allergy.ts";
import { appointment } from "./appointment.ts";
import { claim } from "./claim.ts";
import { condition } from "./condition.ts";
import { coverage } from "./coverage.ts";
import { diagnosticReport } from "./diagnostic-report.ts";
import { documentReference } from "./document-reference.ts";
import { encounter } from "./encounter.ts";
import { explanationOfBenefit } from "./explanation-of-benefit.ts";
import { immunization } from "./immunization.ts";
import { medicationRequest } from "./medication-request.ts";
import { observation } from "./observation.ts";
import { organization } from "./organization.ts";
import { patient } from "./patient.ts";
import { paymentReconciliation } from "./payment-reconciliation.ts";
import { practitioner } from "./practitioner.ts";
import { procedure } from "./procedure.ts";

/** Every resource type that this clinic keeps, in the order in which their rows can be written: what is referred to comes first. */
export const kinds: readonly Kind[] = [
  organization,
  practitioner,
  patient,
  coverage,
  encounter,
  appointment,
  condition,
  allergy,
  medicationRequest,
  immunization,
  procedure,
  diagnosticReport,
  observation,
  documentReference,
  claim,
  explanationOfBenefit,
  paymentReconciliation,
];

/** The kind of a resource type, if the clinic keeps it. */
export function kindFor(type: string): Kind | undefined {
  return byType.get(type);
}

const byType = new Map(kinds.map((kind) => [kind.type, kind]));

/** Where a resource type comes in the order of writing. */
export function rankOf(type: string): number {
  return ranks.get(type) ?? kinds.length;
}

const ranks = new Map(kinds.map((kind, rank) => [kind.type, rank]));
