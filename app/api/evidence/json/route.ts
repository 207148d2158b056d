import { evidenceJson } from "#lib/compliance/evidence-export";
import { TakeEvidence } from "#lib/compliance/input";
import { documentRoute } from "#lib/export-route";

/** The evidence of compliance, measured now, as a signed file. */
export const POST = documentRoute(
  "evidence:export",
  TakeEvidence,
  { kind: "evidence-pack", holdsPhi: false },
  evidenceJson,
);
