import { accountingCsv } from "#lib/disclosures/export";
import { AskAccounting } from "#lib/disclosures/input";
import { documentRoute } from "#lib/export-route";

/** One patient's accounting of disclosures as CSV, with its verification code. */
export const POST = documentRoute(
  "disclosure:manage",
  AskAccounting,
  { kind: "disclosures", holdsPhi: true },
  accountingCsv,
);
