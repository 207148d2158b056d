import { once } from "node:events";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { signatureTypes } from "#lib/checkpoints/note";
import { verifierKey } from "#lib/checkpoints/verifier-key";
import { ownKey } from "#lib/witness/key-file";
import { parseLogs } from "#lib/witness/logs";
import { witnessServer } from "#lib/witness/server";
import { openState } from "#lib/witness/state";
import { newWitness } from "#lib/witness/witness";
import { Complaint, command } from "./complaint.ts";
import { untilStopped } from "./until-stopped.ts";

const usage =
  'Usage: npm run witness -- --log "<name>/*=<key in base64>" [--log ...] [--name <name>] [--folder <folder>] [--host <host>] [--port <port>]';

/** A witness of checkpoints, for a machine and people other than those whose chains it watches. It has no database. */
await command(async (args) => {
  const { name, folder, host, port, logs } = parseOptions(args);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey, key } = await ownKey(join(folder, "witness.key"));
  const state = await openState(join(folder, "witness.json"));
  const witness = newWitness({ name, key, privateKey, logs, state });
  const server = witnessServer(witness, (error) => console.error(error));
  server.listen(port, host);
  await once(server, "listening");

  const { port: actual } = server.address() as AddressInfo;
  console.log(`WITNESS_URL=http://${host}:${actual}`);
  console.log(`WITNESS_KEY=${verifierKey({ name, type: signatureTypes.cosignature, key })}`);
  await untilStopped();
  server.closeAllConnections();
  server.close();
  return 0;
});

function parseOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        log: { type: "string", multiple: true },
        name: { type: "string", default: "chartkeep-witness" },
        folder: { type: "string", default: ".witness" },
        host: { type: "string", default: "127.0.0.1" },
        port: { type: "string", default: "3200" },
      },
    });
    const logs = (values.log ?? []).flatMap(parseLogs);
    const port = Number(values.port);
    const isPort = Number.isInteger(port) && port >= 0 && port < 65_536;
    if (logs.length > 0 && isPort && /^[^\s+]+$/.test(values.name))
      return { ...values, folder: resolve(values.folder), port, logs };
  } catch {
    // Answered below.
  }
  throw new Complaint(usage);
}
