import { TakeTable } from "#lib/compliance/input";
import { exportMatrix } from "#lib/compliance/matrix-export";
import { documentRoute } from "#lib/export-route";

/** Who may do what, as the database is at this moment, as a file with its verification code. */
export const POST = documentRoute(
  "evidence:export",
  TakeTable,
  { kind: "role-matrix", holdsPhi: false },
  exportMatrix,
);
