import { z } from "zod";
import type { CoverageDraft } from "../draft.ts";
import { Concept, Reference, Text, wordsOf } from "../types.ts";
import { isSelfPay } from "./coverage.ts";

/** A resource inside another: a coverage, as far as it is one. */
export const ContainedCoverage = z.object({
  resourceType: Text,
  id: Text,
  type: z
    .unknown()
    .optional()
    .transform((type) => Concept.safeParse(type).data),
  subscriberId: Text,
  payor: z.array(Reference).optional(),
});

/**
 * The payer that a claim names in words or in a contained Coverage. One payer of one patient is one
 * coverage, however many claims repeat it.
 */
export function coverageOf(
  reference: Reference,
  contained: readonly z.output<typeof ContainedCoverage>[],
): CoverageDraft | undefined {
  const inside = contained.find((one) => `#${one.id}` === reference.reference);
  const payer =
    inside?.payor?.find((one) => one.display)?.display ??
    (inside?.resourceType === "Coverage" ? wordsOf(inside.type) : undefined) ??
    reference.display;
  if (!payer) return undefined;
  return { payer, subscriberId: inside?.subscriberId, selfPay: isSelfPay(payer) };
}
