import { parseArgs } from "node:util";
import { closePool } from "#db/client";
import {
  type Acknowledging,
  acknowledgeKey,
  acknowledgeRestore,
} from "#lib/checkpoints/acknowledge";
import { checkpointRound } from "#lib/checkpoints/clinic-round";
import { configuredSinks } from "#lib/checkpoints/configured";
import { verifyScheduled } from "#lib/checkpoints/verify-now";
import { Reason } from "#lib/clinics/input";
import { clinicsNamed } from "./clinics-named.ts";
import { Complaint, command } from "./complaint.ts";
import { enterAsOperator } from "./operator-environment.ts";

const usage = `Usage: npm run checkpoints -- restored --clinic <slug> | --all --operator "<your name>" --reason "<why>"
         after a restore that lost events: says so, signed, in each clinic's trail, and begins another line of checkpoints
       npm run checkpoints -- former-key --key <base64> --clinic <slug> | --all --operator "<your name>" --reason "<why>"
         after the signing key was changed: that key goes on verifying what it signed, and nothing to come`;

interface Order {
  readonly verb: "restored" | "former-key";
  readonly slug: string | undefined;
  readonly key: Uint8Array;
  readonly said: Acknowledging;
}

await command(async (args) => {
  const order = parseOptions(args);
  const release = await enterAsOperator();
  try {
    let refused = 0;
    for (const clinic of await clinicsNamed(order.slug)) {
      try {
        console.log(`${clinic.slug}: ${await acknowledge(clinic.id, order)}`);
      } catch (error) {
        if (!(error instanceof Error && error.name === "NotAcknowledged")) throw error;
        refused += 1;
        console.log(`${clinic.slug}: NOTHING WAS SIGNED. ${error.message}`);
      }
    }
    return refused > 0 ? 1 : 0;
  } finally {
    await closePool();
    await release();
  }
});

/** Signs and records one of the two, and then has the chain signed and walked again; what came of it, in words. */
async function acknowledge(tenantId: string, { verb, key, said }: Order): Promise<string> {
  const sinks = configuredSinks();
  const words =
    verb === "restored"
      ? await lossWords(tenantId, said)
      : await acknowledgeKey(tenantId, key, sinks, said).then(
          (done) => done && `that key is good for checkpoints of up to ${done.until} events.`,
        );
  if (!words) return "nothing to say: its chain and its checkpoints agree.";
  await checkpointRound(tenantId);
  await verifyScheduled(tenantId);
  return words;
}

async function lossWords(tenantId: string, said: Acknowledging): Promise<string | undefined> {
  const sinks = configuredSinks();
  if (sinks.length === 0)
    throw new Complaint(
      "No place of published checkpoints is configured: nothing was lost that could be seen.",
    );
  const loss = await acknowledgeRestore(tenantId, sinks, said);
  return (
    loss &&
    `${loss.published} events had been signed, ${loss.size} of them are surely here. The next checkpoint begins another line.`
  );
}

function parseOptions(args: string[]): Order {
  const { values, positionals } = parsed(args);
  const [verb, ...more] = positionals;
  const isWhole = values.all !== (values.clinic !== undefined) && more.length === 0;
  if ((verb !== "restored" && verb !== "former-key") || !isWhole) throw new Complaint(usage);
  if ((values.key !== undefined) !== (verb === "former-key")) throw new Complaint(usage);
  const key = Buffer.from(values.key ?? "", "base64");
  if (verb === "former-key" && (key.length !== 32 || key.toString("base64") !== values.key))
    throw new Complaint("--key is an Ed25519 key: 32 bytes in base64.");
  const operator = values.operator?.trim() ?? "";
  if (operator.length < 2) throw new Complaint("--operator is missing: say who you are.");
  const reason = Reason.safeParse(values.reason ?? "");
  if (!reason.success) throw new Complaint(`--reason ${reason.error.issues[0]?.message}.`);
  return { verb, slug: values.clinic, key, said: { operator, reason: reason.data } };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        clinic: { type: "string" },
        all: { type: "boolean", default: false },
        key: { type: "string" },
        operator: { type: "string" },
        reason: { type: "string" },
      },
    });
  } catch {
    throw new Complaint(usage);
  }
}
