import "server-only";
import { keyProvider } from "#lib/kms/configured";
import { configuredSinks, configuredWitness } from "./configured.ts";
import { deliver } from "./deliver.ts";
import { makeCheckpoint } from "./make.ts";
import { asKeeper } from "./operator.ts";
import { deliverStatements } from "./said.ts";
import type { Sink } from "./sink.ts";
import { lineNames, readTrust } from "./trust.ts";
import { haveWitnessed } from "./witnessing.ts";

/**
 * One clinic's round: its chain is signed if it has grown, the witness sees the checkpoint, the sinks
 * get it. A sink or witness that is away keeps nothing from the others; afterwards this throws.
 */
export async function checkpointRound(tenantId: string): Promise<void> {
  const signer = await keyProvider();
  const sinks = configuredSinks();
  const failures: unknown[] = [];
  const key = await signer.verifyingKey();
  const trust = await asKeeper(tenantId, (tx) => readTrust(tx, tenantId, key));
  const line = lineNames(trust, tenantId).slice(-1);
  const outside = await newestOutside(line, sinks, failures);
  const signing = await makeCheckpoint(tenantId, signer, outside);
  if (signing.kind !== "refused") {
    const witness = configuredWitness();
    const steps = [
      ...(witness ? [() => haveWitnessed(tenantId, witness, key)] : []),
      ...sinks.map((sink) => () => deliver(tenantId, sink, line[0])),
      ...sinks.map((sink) => () => deliverStatements(tenantId, sink, key)),
    ];
    for (const step of steps) await step().catch((error: unknown) => void failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, "a sink or the witness failed");
}

/** The newest note that each sink has of each of these lines of a clinic. What cannot be read is among the failures. */
export async function newestOutside(
  lines: readonly string[],
  sinks: readonly Sink[],
  failures: unknown[],
): Promise<string[]> {
  const notes: string[] = [];
  for (const sink of sinks) {
    for (const line of lines) {
      try {
        const note = await sink.newest(line);
        if (note !== undefined) notes.push(note);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  return notes;
}
