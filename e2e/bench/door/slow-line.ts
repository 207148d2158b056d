import { Worker } from "node:worker_threads";

/**
 * A way to the database that is `millis` longer: a relay in a thread of its own that holds back what
 * is sent to the server, so that one round trip costs that much more.
 */
export async function slowLine(url: string, millis: number) {
  const { hostname, port } = new URL(url);
  const worker = new Worker(new URL("./relay.ts", import.meta.url), {
    workerData: { hostname, port: Number(port || 5432), millis },
  });
  const relayPort = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const slow = new URL(url);
  slow.host = `127.0.0.1:${relayPort}`;
  return { url: slow.href, close: () => void worker.terminate() };
}
