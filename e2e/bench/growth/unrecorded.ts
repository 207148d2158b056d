import { openField } from "#lib/phi/envelope";
import { tenantKeys } from "#lib/phi/keys";
import type { MemberScope } from "#lib/scope";

/** The same work in the same transaction, opening the same fields, without the event: what an append is measured against. */
export async function unrecorded<T>(
  scope: MemberScope,
  work: (scope: MemberScope) => Promise<T>,
): Promise<T> {
  const { tenantId, actorId, role } = scope;
  const keys = await tenantKeys({ tenantId, actorId, role });
  return work({
    ...scope,
    record: () => undefined,
    afterCommit: () => undefined,
    disclose: () => (sealed, place) => openField(keys, place, sealed),
  });
}
