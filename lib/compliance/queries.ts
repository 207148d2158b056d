import "server-only";
import type { MemberScope } from "#lib/scope";

/** Notes that somebody looks at who may do what; the matrix itself is read as nobody (`readCatalog`). */
export async function noteMatrixViewed(scope: MemberScope): Promise<void> {
  scope.require("evidence:read");
  scope.record({ action: "role-matrix.viewed" });
}
