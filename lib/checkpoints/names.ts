import "server-only";
import { env } from "#lib/env";

/**
 * The name of a clinic's chain in its checkpoints. It is no address: it stays when the server moves. After a
 * restore that lost events the line is the next one, with a name of its own: no witness has seen it yet.
 */
export function lineOrigin(tenantId: string, line: number): string {
  const { CHECKPOINT_NAME } = env();
  return line === 0
    ? `${CHECKPOINT_NAME}/${tenantId}`
    : `${CHECKPOINT_NAME}/restored-${line}/${tenantId}`;
}
