import { z } from "zod";
import { dayOf } from "../dates.ts";
import { cents, type Exact, exact, nothing, plus, times } from "../decimal.ts";
import type { LineDraft } from "../draft.ts";
import { type Box, Rejected } from "../kind.ts";
import {
  Concept,
  codeOf,
  DecimalText,
  Money,
  Period,
  plainCode,
  Quantity,
  Reference,
  systems,
  Text,
  wordsOf,
} from "../types.ts";

/** One item of a claim. */
export const ClaimItem = z.object({
  productOrService: Concept.optional(),
  modifier: z.array(Concept).optional(),
  servicedDate: Text,
  servicedPeriod: Period.optional(),
  locationCodeableConcept: Concept.optional(),
  quantity: Quantity.optional(),
  unitPrice: Money.optional(),
  factor: DecimalText.optional(),
  net: Money.optional(),
  encounter: z.array(Reference).optional(),
});
type Item = z.output<typeof ClaimItem>;

/**
 * The charges of a claim. Items state exact amounts, and their running sum is rounded instead of each,
 * so that the charges add up to the total to the cent. What the total holds beyond its items (Synthea
 * prices the visit itself that way) belongs to the first item without a price of its own. Items of
 * no amount are not charges: they repeat the diagnoses.
 */
export function linesOf(
  items: readonly Item[],
  total: Exact | undefined,
  servicedOn: string,
  box: Box,
): LineDraft[] {
  const priced = items.map((item, index) => ({ item, amount: amountOf(item, index, box) }));
  const itemised = priced.reduce((sum, one) => plus(sum, one.amount ?? nothing), nothing);
  const goal = total ?? itemised;
  const rest = plus(goal, { units: -itemised.units, scale: itemised.scale });
  if (centsOf(goal) < centsOf(itemised)) {
    throw new Rejected("total", "the items add up to more than the total");
  }

  const unpriced = priced.find((one) => one.amount === undefined);
  if (unpriced) unpriced.amount = rest;
  else if (rest.units > 0n) priced.push({ item: {}, amount: rest });

  let running = nothing;
  let billed = 0;
  return priced.flatMap(({ item, amount = nothing }) => {
    running = plus(running, amount);
    const lineCents = centsOf(running) - billed;
    billed += lineCents;
    return lineCents === 0 ? [] : [lineOf(item, lineCents, servicedOn, box)];
  });
}

function amountOf(item: Item, index: number, box: Box): Exact | undefined {
  const net = box.money(`item[${index}].net`, item.net);
  const price = box.money(`item[${index}].unitPrice`, item.unitPrice);
  const count = exact(item.quantity?.value?.text ?? "1") ?? nothing;
  const factor = exact(item.factor?.text ?? "1") ?? nothing;
  const amount = net ?? (price && times(times(price, count), factor));
  if (amount && amount.units < 0n) {
    throw new Rejected(`item[${index}].net`, "a charge cannot be negative");
  }
  return amount;
}

function lineOf(item: Item, lineCents: number, servicedOn: string, box: Box): LineDraft {
  const own = box.when("item.servicedDate", item.servicedDate ?? item.servicedPeriod?.start);
  const quantity = item.quantity?.value?.value ?? 1;
  const units = Number.isInteger(quantity) && quantity > 0 && lineCents % quantity === 0;
  return {
    ...codeOf(item.productOrService, [systems.cpt, systems.hcpcs]),
    label: wordsOf(item.productOrService) ?? "Other charges",
    modifiers: (item.modifier ?? []).map(plainCode).filter(Boolean).join(" ") || null,
    placeOfService: plainCode(item.locationCodeableConcept) ?? null,
    units: units ? quantity : 1,
    cents: lineCents,
    servicedOn: own ? dayOf(own, box.timeZone) : servicedOn,
  };
}

function centsOf(amount: Exact): number {
  const value = cents(amount);
  if (value === undefined) throw new Rejected("total", "not an amount of money");
  return value;
}
