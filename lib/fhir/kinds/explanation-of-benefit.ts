import { z } from "zod";
import { dayOf } from "../dates.ts";
import { cents, type Exact, nothing, plus } from "../decimal.ts";
import { type Box, kind, Rejected } from "../kind.ts";
import { Concept, Identifier, Money, Period, Reference, Text } from "../types.ts";
import { ContainedCoverage, coverageOf } from "./contained-coverage.ts";

const Adjudication = z.object({ category: Concept.optional(), amount: Money.optional() });

const ExplanationOfBenefit = z.object({
  contained: z.array(ContainedCoverage).optional(),
  identifier: z.array(Identifier).optional(),
  status: Text,
  outcome: Text,
  patient: Reference.optional(),
  created: Text,
  billablePeriod: Period.optional(),
  insurer: Reference.optional(),
  claim: Reference.optional(),
  insurance: z.array(z.object({ coverage: Reference })).optional(),
  item: z.array(z.object({ adjudication: z.array(Adjudication).optional() })).optional(),
  total: z.array(Adjudication).optional(),
  payment: z
    .object({ date: Text, amount: Money.optional(), identifier: Identifier.optional() })
    .optional(),
});
type Resource = z.output<typeof ExplanationOfBenefit>;

/**
 * A payer's answer to a claim: what it paid and what it disallowed. Once it is complete, what is left
 * is the patient's. The service dates of its items are not read: in the wild they lie years off.
 */
export const explanationOfBenefit = kind("ExplanationOfBenefit", ExplanationOfBenefit, build);

function build(resource: Resource, box: Box) {
  if (resource.status !== undefined && resource.status !== "active") {
    throw new Rejected("status", `a remittance that is ${resource.status} is not posted`);
  }
  const paid = box.money("payment.amount", resource.payment?.amount) ?? nothing;
  if (paid.units < 0n) throw new Rejected("payment.amount", "a payment cannot be negative");
  const received = box.when("payment.date", resource.payment?.date ?? resource.created);
  if (!received) throw new Rejected("created", "a remittance needs a date");
  const cover = resource.insurance?.[0]?.coverage;
  const named = cover && coverageOf(cover, resource.contained ?? []);
  return [
    {
      entity: "ledger_entries" as const,
      resourceType: "ExplanationOfBenefit",
      keys: box.keys,
      plain: {},
      sealed: {},
      links: {
        patientId: box.must("patient", "patients", "Patient", resource.patient),
        invoiceId: box.must("claim", "invoices", "Claim", claimOf(resource)),
      },
      extra: {
        kind: "remittance" as const,
        paidCents: cents(paid) ?? 0,
        contractualCents: Math.max(0, cents(disallowed(resource, box)) ?? 0),
        complete: resource.outcome === undefined || resource.outcome === "complete",
        payer: resource.insurer?.display ?? named?.payer,
        reference: resource.payment?.identifier?.value,
        receivedOn: dayOf(received, box.timeZone),
      },
    },
  ];
}

const claimId = "https://bluebutton.cms.gov/resources/variables/clm_id";

/** The claim that is answered: by reference, else by the claim number of the Blue Button profile. */
function claimOf(resource: Resource): Reference | undefined {
  const number = resource.identifier?.find((one) => one.system === claimId)?.value;
  return resource.claim ?? (number ? { reference: `Claim/${number}` } : undefined);
}

const submitted = /^submitted$|line_sbmtd_chrg_amt$/;
const allowed = /^(eligible|allowed)$|line_alowd_chrg_amt$/;

/** What the payer's contract takes off: the submitted amount less the allowed one, where both are given. */
function disallowed(resource: Resource, box: Box): Exact {
  const lines = (resource.item ?? []).map((item) => item.adjudication ?? []);
  const differences = [...lines, resource.total ?? []].map((adjudications) => {
    const sent = amountOf(adjudications, submitted, box);
    const agreed = amountOf(adjudications, allowed, box);
    return sent && agreed ? plus(sent, { ...agreed, units: -agreed.units }) : undefined;
  });
  const perLine = differences.slice(0, -1).filter((one) => one !== undefined);
  return perLine.length > 0 ? perLine.reduce(plus, nothing) : (differences.at(-1) ?? nothing);
}

function amountOf(
  adjudications: readonly z.output<typeof Adjudication>[],
  category: RegExp,
  box: Box,
): Exact | undefined {
  const found = adjudications.find((one) =>
    (one.category?.coding ?? []).some((coding) => category.test(coding.code ?? "")),
  );
  return box.money("adjudication.amount", found?.amount);
}
