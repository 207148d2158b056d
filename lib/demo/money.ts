import { idOf, type Resource } from "./resource.ts";
import type { Story, Visit } from "./story.ts";

/** What is billed for: usual CPT codes with labels of our own. They could not be checked against the code set. */
const services = {
  initial: { code: "99204", label: "New patient visit, 45 minutes", cents: 28_500 },
  "follow-up": { code: "99214", label: "Established patient visit, 30 minutes", cents: 18_500 },
  refill: { code: "99213", label: "Established patient visit, 20 minutes", cents: 13_000 },
  draw: { code: "36415", label: "Blood draw", cents: 1_850 },
  metabolic: { code: "80053", label: "Metabolic panel", cents: 4_275 },
  lipids: { code: "80061", label: "Lipid panel", cents: 5_290 },
  testosterone: { code: "84403", label: "Testosterone, total", cents: 7_640 },
  estradiol: { code: "82670", label: "Estradiol", cents: 8_215 },
  sugar: { code: "83036", label: "Hemoglobin A1c", cents: 3_995 },
} as const;

const payers = [
  "Pioneer Health PPO",
  "Lakeshore Mutual",
  "Summit Choice HMO",
  "Granite State Employees Plan",
  "Bluebonnet Care",
] as const;
const day = 86_400_000;
const cpt = "http://www.ama-assn.org/go/cpt";
const dollars = (cents: number) => ({ value: cents / 100, currency: "USD" });

/** The coverage of an insured patient. */
export function coverageOf(story: Story): Resource[] {
  if (!story.isInsured) return [];
  const { person, visits } = story;
  const payer = payers[person.number % payers.length] ?? payers[0];
  return [
    {
      resourceType: "Coverage",
      id: idOf(person, "coverage"),
      status: "active",
      subscriberId: `${payer.slice(0, 2).toUpperCase()}${7_340_000 + person.number * 911}`,
      beneficiary: { reference: `Patient/${idOf(person)}` },
      relationship: { text: person.number % 4 === 0 ? "Spouse" : "Self" },
      period: { start: visits[0]?.at.toISOString().slice(0, 10) ?? "2024-01-01" },
      payor: [{ display: payer }],
      class: [
        {
          type: { coding: [{ code: "plan" }] },
          value: person.number % 2 === 0 ? "Gold" : "Silver",
        },
      ],
      order: 1,
    },
  ];
}

/** The claim of one visit, what the payer answered, and what the patient did about the rest. */
export function billOf(story: Story, visit: Visit, today: Date): Resource[] {
  const { person, isInsured } = story;
  const items = itemsOf(story, visit);
  const total = items.reduce((sum, item) => sum + item.cents, 0);
  const age = Math.floor((today.getTime() - visit.at.getTime()) / day);
  const claimId = idOf(person, "claim", visit.index);
  const later = (days: number) => new Date(visit.at.getTime() + days * day);
  // The last visits are not all billed yet.
  if (age < 2 && person.number % 3 === 0) return [];
  const claim: Resource = {
    resourceType: "Claim",
    id: claimId,
    status: "active",
    use: "claim",
    type: { coding: [{ code: "professional" }] },
    patient: { reference: `Patient/${idOf(person)}` },
    billablePeriod: { start: visit.at.toISOString(), end: visit.at.toISOString() },
    created: later(1).getTime() > today.getTime() ? visit.at.toISOString() : later(1).toISOString(),
    provider: { reference: `Practitioner/${visit.clinician.id}` },
    ...(isInsured
      ? {
          insurance: [
            {
              sequence: 1,
              focal: true,
              coverage: { reference: `Coverage/${idOf(person, "coverage")}` },
            },
          ],
        }
      : {}),
    item: items.map((item, index) => ({
      sequence: index + 1,
      productOrService: { coding: [{ system: cpt, code: item.code }], text: item.label },
      ...(index === 0 && visit.isTelehealth ? { modifier: [{ coding: [{ code: "95" }] }] } : {}),
      locationCodeableConcept: { coding: [{ code: visit.isTelehealth ? "10" : "11" }] },
      net: dollars(item.cents),
      encounter: [{ reference: `Encounter/${idOf(person, "visit", visit.index)}` }],
    })),
    total: dollars(total),
  };
  if (!isInsured) return [claim, ...receiptOf(story, visit, total, later(3), age - 3, today)];

  const wait = 16 + ((person.number * 5 + visit.index * 11) % 24);
  const isPending = age < wait || (person.number + visit.index * 3) % 23 === 0;
  if (isPending) return [claim];
  const allowed = Math.round(total * (0.68 + (person.number % 9) * 0.025));
  const paid = Math.round(allowed * (visit.index === 0 ? 0.5 : 0.8));
  const remittance: Resource = {
    resourceType: "ExplanationOfBenefit",
    id: idOf(person, "eob", visit.index),
    status: "active",
    use: "claim",
    outcome: "complete",
    patient: { reference: `Patient/${idOf(person)}` },
    created: later(wait).toISOString(),
    insurer: { display: payers[person.number % payers.length] ?? payers[0] },
    claim: { reference: `Claim/${claimId}` },
    total: [
      { category: { coding: [{ code: "submitted" }] }, amount: dollars(total) },
      { category: { coding: [{ code: "eligible" }] }, amount: dollars(allowed) },
    ],
    payment: {
      date: later(wait).toISOString().slice(0, 10),
      amount: dollars(paid),
      identifier: { value: `EFT${88_100_000 + person.number * 97 + visit.index}` },
    },
  };
  return [
    claim,
    remittance,
    ...receiptOf(story, visit, allowed - paid, later(wait + 12), age - wait - 12, today),
  ];
}

function itemsOf({ therapy }: Story, visit: Visit) {
  const labs = visit.labs ? [services.draw, services.metabolic, services.lipids] : [];
  const own = {
    testosterone: [services.testosterone, services.estradiol],
    estradiol: [services.estradiol],
    feminizing: [services.testosterone, services.estradiol],
    semaglutide: [services.sugar],
    tirzepatide: [services.sugar],
    sermorelin: [services.sugar],
    tesamorelin: [services.sugar],
  }[therapy.key];
  return [services[visit.kind], ...labs, ...(visit.labs ? own : [])];
}

/** What a patient paid of what was theirs. Most pay all at once; some in part, some late, some too much, some never. */
function receiptOf(
  story: Story,
  visit: Visit,
  due: number,
  on: Date,
  age: number,
  today: Date,
): Resource[] {
  const { person } = story;
  const habit = (person.number * 13 + visit.index * 7) % 40;
  const isOver = habit === 7;
  const share = habit < 4 ? 0 : habit < 7 ? 0.5 : habit === 8 ? 0.25 : 1;
  const claim = { reference: `Claim/${idOf(person, "claim", visit.index)}` };
  const paid = Math.round(due * share);
  const date = on.getTime() > today.getTime() ? today : on;
  const result: Resource[] = [];
  if (age >= 0 && paid > 0) {
    const extra = isOver ? 2_500 : 0;
    result.push({
      resourceType: "PaymentReconciliation",
      id: idOf(person, "paid", visit.index),
      status: "active",
      created: date.toISOString(),
      paymentDate: date.toISOString().slice(0, 10),
      paymentAmount: dollars(paid + extra),
      paymentIdentifier: { value: `R${204_000 + person.number * 31 + visit.index}` },
      formCode: {
        coding: [
          {
            code: (["card", "card", "card", "check", "cash", "bank_transfer"] as const)[
              (person.number + visit.index) % 6
            ],
          },
        ],
      },
      detail: [{ type: { coding: [{ code: "payment" }] }, request: claim, amount: dollars(paid) }],
    });
  }
  // What stays open too long and is small is written off.
  const open = due - (age >= 0 ? paid : 0);
  const isSmall = open < 4_500 && age > 200;
  if (open > 0 && (isSmall || (age > 270 && person.number % 6 !== 1))) {
    const written = new Date(visit.at.getTime() + (isSmall ? 200 : 270) * day);
    const [code, display] = isSmall
      ? ["small_balance", "Small balance, three statements unanswered"]
      : ["uncollectible", "Nine months overdue, no answer to letters or calls"];
    result.push({
      resourceType: "PaymentReconciliation",
      id: idOf(person, "off", visit.index),
      status: "active",
      created: written.toISOString(),
      paymentDate: written.toISOString().slice(0, 10),
      paymentAmount: dollars(0),
      detail: [
        {
          type: {
            coding: [{ code: "adjustment" }, { code: `write_off:${code}`, display }],
          },
          request: claim,
          amount: dollars(open),
        },
      ],
    });
  }
  return result;
}
