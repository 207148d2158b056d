import "server-only";
import { clinicDateTime } from "#lib/dates";
import { Refusal } from "#lib/errors";
import type { WholeExport } from "#lib/export-route";
import type { ExportMark } from "#lib/exports/print-mark";
import type { Sheet, SheetProse } from "#lib/pdf/sheet";
import type { MemberScope } from "#lib/scope";
import type { WhichReview } from "./input.ts";
import { getReview } from "./queries.ts";
import { findingBasis, findingKinds, findingLabels, verdictLabels, verdicts } from "./rules.ts";
import type { FindingView, ReviewView } from "./view.ts";
import { sentenceOf, spanOf } from "./words.ts";

const number = (count: number) => count.toLocaleString("en-US");

const verdictCounts = (found: readonly FindingView[]): string =>
  verdicts
    .map((verdict) => {
      const count = found.filter((finding) => finding.verdict === verdict).length;
      return `${number(count)} ${verdictLabels[verdict].toLowerCase()}`;
    })
    .join(", ");

function findingRow(finding: FindingView, timeZone: string): readonly string[] {
  const { kind, verdict, judgedBy, judgedAt, note, patients, first, last } = finding;
  const at = judgedAt === undefined ? "" : `, ${clinicDateTime(judgedAt, timeZone)}`;
  return [
    findingLabels[kind],
    sentenceOf(finding),
    patients.map(({ name }) => name).join("; "),
    first === last ? number(first) : `${number(first)} to ${number(last)}`,
    verdict === undefined ? "None" : verdictLabels[verdict],
    `${note ?? ""} (${judgedBy ?? "Unknown member"}${at})`,
  ];
}

const basis: readonly SheetProse[] = [
  {
    heading: "What was looked for, and how it is told",
    paragraphs: findingKinds.map((kind) => `${findingLabels[kind]}. ${findingBasis[kind]}`),
  },
];

/** A signed review on paper: what stood out, what was decided about each, and who signed it off. */
export function reviewSheet(review: ReviewView, timeZone: string): Sheet {
  const { found, looks, patients, kind, madeAt, signedAt, signedBy, conclusion } = review;
  const at = (instant: string | undefined) =>
    instant === undefined ? "Not yet" : clinicDateTime(instant, timeZone);
  return {
    title: "Activity review",
    facts: [
      ["Period", spanOf(review, timeZone)],
      ["Made", `${at(madeAt)}, ${kind === "weekly" ? "as every week" : "on request"}`],
      ["Looked through", `${number(looks)} openings of ${number(patients)} records`],
      [
        "Findings",
        found.length === 0 ? "None" : `${number(found.length)}: ${verdictCounts(found)}`,
      ],
      ["Signed off", `${signedBy ?? "Nobody"}, ${at(signedAt)}`],
      ["Conclusion", conclusion || "Without a note"],
    ],
    parts: [
      {
        heading: "What stood out",
        empty: "Of what is looked for, nothing was found in this time.",
        columns: [
          { header: "Kind", share: 11 },
          { header: "What was found", share: 24 },
          { header: "Patients", share: 20 },
          { header: "Events", share: 9 },
          { header: "Verdict", share: 8 },
          { header: "Why, and who decided", share: 24 },
        ],
        rows: found.map((finding) => findingRow(finding, timeZone)),
      },
      ...basis,
    ],
    isWide: true,
  };
}

/** A review that was signed off as PDF. One that still can change is not issued. */
export async function reviewPdf(
  scope: MemberScope,
  which: WhichReview,
  { code }: ExportMark,
): Promise<WholeExport> {
  scope.require("review:manage");
  const review = await getReview(scope, which, { export: code });
  if (review.state !== "signed") throw new Refusal("review.unsigned");
  return {
    rows: review.found.length,
    details: { review: review.id },
    make: reviewSheet(review, scope.actor.tenant.timeZone),
  };
}
