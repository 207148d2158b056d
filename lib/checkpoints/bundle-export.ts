import "server-only";
import type { RowExport } from "#lib/export-route";
import type { MemberScope } from "#lib/scope";
import { bundleEvents, bundleHead } from "./bundle.ts";

interface Cursor {
  readonly from: number;
  readonly sent: number;
}

/**
 * The clinic's whole chain as a file that verifies without the application. It reaches as far as the
 * chain did when it was asked for; nothing in it can be opened, so its rows need no event each.
 */
export async function exportBundle(scope: MemberScope): Promise<RowExport<Cursor>> {
  scope.require("audit:verify");
  const { tx, tenantId, actor } = scope;
  const { lines, extent } = await bundleHead(tx, tenantId, actor.tenant.name);
  return {
    media: "application/x-ndjson",
    head: lines,
    tail: "",
    details: { position: extent.last },
    async read(batch, cursor = { from: extent.first, sent: 0 }) {
      const { from, sent } = cursor;
      const found = await bundleEvents(batch.tx, batch.tenantId, from, extent, sent);
      const { lines: text, count, next } = found;
      const following = next === undefined ? undefined : { from: next, sent: sent + count };
      return { text, rows: count, next: following };
    },
  };
}
