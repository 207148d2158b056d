import { createServer } from "node:net";
import { Complaint } from "./complaint.ts";

/** Where the server listens: PORT (3000) on HOST, by default this machine alone. */
export async function chosenAddress(): Promise<{ host: string; port: number; origin: string }> {
  const given = process.env.PORT || "3000";
  const port = Number(given);
  if (!/^\d+$/.test(given) || port < 1 || port > 65_535) {
    throw new Complaint(`PORT=${given} is not a port: choose a number from 1 to 65535.`);
  }
  const host = process.env.HOST || "127.0.0.1";
  await assertFree(host, port);
  return { host, port, origin: process.env.APP_ORIGIN || `http://localhost:${port}` };
}

async function assertFree(host: string, port: number): Promise<void> {
  // A browser may try either family for "localhost", so both must be ours.
  for (const address of host === "127.0.0.1" ? [host, "::1"] : [host]) {
    const code = await tryListening(address, port);
    if (code === "EADDRINUSE") {
      throw new Complaint(
        `Port ${port} is in use: stop what runs there, or choose another, as in PORT=${port === 3000 ? 3001 : 3000} npm run demo.`,
      );
    }
    if (code === "EACCES") {
      throw new Complaint(
        `There is no permission to listen on port ${port}: choose one above 1023 with PORT.`,
      );
    }
    if (code !== undefined && address === host) {
      throw new Complaint(`HOST=${host} is no address of this machine (${code}).`);
    }
  }
}

function tryListening(host: string, port: number): Promise<string | undefined> {
  return new Promise((answer) => {
    const probe = createServer().once("error", (error: NodeJS.ErrnoException) =>
      answer(error.code),
    );
    probe.listen(port, host, () => probe.close(() => answer(undefined)));
  });
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
