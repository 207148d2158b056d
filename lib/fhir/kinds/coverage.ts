import { z } from "zod";
import { PlanRecord, packRecord } from "#lib/phi/records";
import { dayOf } from "../dates.ts";
import { kind } from "../kind.ts";
import { Concept, Period, plainCode, Reference, Text, Whole, wordsOf } from "../types.ts";

const Coverage = z.object({
  status: Text,
  type: Concept.optional(),
  subscriberId: Text,
  beneficiary: Reference.optional(),
  relationship: Concept.optional(),
  period: Period.optional(),
  payor: z.array(Reference).optional(),
  class: z.array(z.object({ type: Concept.optional(), value: Text, name: Text })).optional(),
  order: Whole.optional(),
});

/** Whether a payer's name says that there is none. */
export function isSelfPay(payer: string | undefined): boolean {
  return /^(no[_ ]insurance|self[_ -]?pay|uninsured|none)$/i.test(payer ?? "");
}

/** A patient's insurance, or the statement that they pay themselves. */
export const coverage = kind("Coverage", Coverage, (resource, box) => {
  const payer =
    resource.payor?.find((one) => one.display)?.display ??
    wordsOf(resource.type) ??
    "Payer not named";
  const start = box.when("period.start", resource.period?.start);
  const end = box.when("period.end", resource.period?.end);
  const classOf = (code: string) => resource.class?.find((one) => plainCode(one.type) === code);
  const plan = classOf("plan");
  const selfPay = isSelfPay(payer) || plainCode(resource.type) === "pay";
  return [
    {
      entity: "coverages",
      resourceType: "Coverage",
      keys: box.keys,
      plain: {
        kind: selfPay ? "self_pay" : "insurance",
        status: resource.status ?? "active",
        position: resource.order ?? 1,
        startsOn: start ? dayOf(start, box.timeZone) : null,
        endsOn: end ? dayOf(end, box.timeZone) : null,
      },
      sealed: {
        planSealed: packRecord(PlanRecord, {
          payer,
          plan: plan?.name ?? plan?.value,
          subscriberId: resource.subscriberId,
          relationship: wordsOf(resource.relationship),
          group: classOf("group")?.value,
        }),
      },
      links: {
        patientId: box.must("beneficiary", "patients", "Patient", resource.beneficiary),
      },
    },
  ];
});
