import { TakeTable } from "#lib/compliance/input";
import { exportProbes } from "#lib/compliance/probe-export";
import { exportRoute } from "#lib/export-route";

/** Every isolation probe of the clinic as a file with its verification code. */
export const POST = exportRoute(
  "evidence:export",
  TakeTable,
  { kind: "isolation-probe", holdsPhi: false },
  exportProbes,
);
