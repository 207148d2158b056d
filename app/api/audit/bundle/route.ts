import { TakeBundle } from "#lib/audit/input";
import { exportBundle } from "#lib/checkpoints/bundle-export";
import { exportRoute } from "#lib/export-route";

/** The clinic's audit chain with its signed checkpoints, for a verifier that trusts nobody here. */
export const POST = exportRoute(
  "audit:verify",
  TakeBundle,
  { kind: "audit-bundle", holdsPhi: false },
  exportBundle,
);
