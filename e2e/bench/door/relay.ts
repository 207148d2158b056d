import { connect, createServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

const { hostname, port, millis } = workerData as { hostname: string; port: number; millis: number };

const server = createServer({ noDelay: true }, (client) => {
  const upstream = connect({ host: hostname, port, noDelay: true });
  // Timers of one length fire in the order in which they were set, so the bytes keep theirs.
  client.on("data", (data) => setTimeout(() => upstream.write(data), millis));
  upstream.pipe(client);
  for (const end of [client, upstream])
    end
      .on("error", () => undefined)
      .on("close", () => {
        client.destroy();
        upstream.destroy();
      });
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === "object" ? address?.port : 0);
});
