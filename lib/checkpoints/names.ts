import "server-only";
import { env } from "#lib/env";

/** The name of a clinic's chain in its checkpoints. It is no address: it stays when the server moves. */
export function originOf(tenantId: string): string {
  return `${env().CHECKPOINT_NAME}/${tenantId}`;
}
