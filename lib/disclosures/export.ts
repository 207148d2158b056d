import "server-only";
import { civilDate } from "#lib/dates";
import type { WholeExport } from "#lib/export-route";
import { csvHead, csvRows } from "#lib/exports/csv";
import type { ExportMark } from "#lib/exports/print-mark";
import type { Sheet } from "#lib/pdf/sheet";
import type { MemberScope } from "#lib/scope";
import type { AskAccounting } from "./input.ts";
import { getAccounting } from "./queries.ts";
import type { Accounting } from "./view.ts";

/** An accounting on paper, as the patient gets it. */
export function accountingSheet(accounting: Accounting, clinic: string): Sheet {
  const { patientName, birthDate, mrn, period, includesCare, lines } = accounting;
  const days = `${civilDate(period.from)} to ${civilDate(period.to)}`;
  return {
    title: "Accounting of disclosures",
    facts: [
      ["Patient", patientName],
      ["Born", birthDate === undefined ? "Not recorded" : civilDate(birthDate)],
      ["MRN", mrn],
      ["Period", `${days}, both days included`],
      ["Disclosures", lines.length.toLocaleString("en-US")],
    ],
    parts: [
      {
        paragraphs: [
          `To whom ${clinic} disclosed this patient's health information in this period (45 CFR 164.528).`,
          includesCare
            ? "Treatment, payment and operations of the clinic are named as well."
            : "What served treatment, payment or the operations of the clinic, went to the patient, or was authorized by the patient need not be named and is left out.",
        ],
      },
      {
        columns: [
          { header: "Day", share: 9 },
          { header: "Who received it", share: 24 },
          { header: "What", share: 26 },
          { header: "Purpose", share: 26 },
        ],
        rows: lines.map(({ on, recipient, address, description, purpose }) => [
          civilDate(on),
          address === undefined ? recipient : `${recipient}, ${address}`,
          description,
          purpose,
        ]),
        empty: "Nothing was disclosed in this period.",
      },
    ],
    isWide: true,
  };
}

const columns = ["day", "recipient", "address", "description", "purpose", "source"];

/** An accounting as CSV, line by line as on paper. */
export const accountingCsvText = ({ lines }: Accounting): string =>
  csvHead(columns) +
  csvRows(
    lines.map(({ on, recipient, address = "", description, purpose, position }) => [
      on,
      recipient,
      address,
      description,
      purpose,
      position === undefined ? "recorded by hand" : `event ${position}`,
    ]),
  );

/** One patient's accounting as PDF, for the patient. */
export async function accountingPdf(
  scope: MemberScope,
  input: AskAccounting,
  { code }: ExportMark,
): Promise<WholeExport> {
  scope.require("disclosure:manage");
  const { accounting } = await getAccounting(scope, input, { export: code });
  return { ...about(accounting), make: accountingSheet(accounting, scope.actor.tenant.name) };
}

/** One patient's accounting as CSV. */
export async function accountingCsv(
  scope: MemberScope,
  input: AskAccounting,
  { code }: ExportMark,
): Promise<WholeExport> {
  scope.require("disclosure:manage");
  const { accounting } = await getAccounting(scope, input, { export: code });
  const text = accountingCsvText(accounting);
  return {
    ...about(accounting),
    make: { media: "text/csv; charset=utf-8", bytes: async () => Buffer.from(text) },
  };
}

const about = ({ patientId, lines, period, includesCare }: Accounting) => ({
  patientId,
  rows: lines.length,
  details: { from: period.from, to: period.to, includesCare },
});
