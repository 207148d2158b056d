import "server-only";
import { env } from "#lib/env";
import { fileSink } from "./file-sink.ts";
import { s3Sink } from "./s3-sink.ts";
import type { Sink } from "./sink.ts";
import { parseVerifierKey } from "./verifier-key.ts";
import type { Witness } from "./witness-client.ts";

/** Where checkpoints go outside of the database, as the environment says. */
export function configuredSinks(): Sink[] {
  const { CHECKPOINT_FOLDER, CHECKPOINT_BUCKET, CHECKPOINT_RETENTION_DAYS } = env();
  return [
    ...(CHECKPOINT_FOLDER ? [fileSink(CHECKPOINT_FOLDER)] : []),
    ...(CHECKPOINT_BUCKET
      ? [s3Sink({ bucket: CHECKPOINT_BUCKET, retentionDays: CHECKPOINT_RETENTION_DAYS })]
      : []),
  ];
}

/** Who else sees the checkpoints, as the environment says. */
export function configuredWitness(): Witness | undefined {
  const { WITNESS_URL, WITNESS_KEY } = env();
  return WITNESS_URL && WITNESS_KEY
    ? { url: WITNESS_URL, ...parseVerifierKey(WITNESS_KEY) }
    : undefined;
}
