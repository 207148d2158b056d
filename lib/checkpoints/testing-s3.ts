import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

interface Stored {
  readonly body: string;
  readonly mode: string;
  readonly until: Date;
}

/** As much of S3 as a bucket of checkpoints needs: it refuses what is not locked, and never overwrites or removes. */
export interface TestBucket {
  readonly endpoint: string;
  readonly objects: ReadonlyMap<string, Stored>;
  /** Makes the next requests fail as a bucket that is away does. */
  isAway: boolean;
  close(): void;
}

/** Starts a bucket on this machine. */
export async function newBucket(): Promise<TestBucket> {
  const objects = new Map<string, Stored>();
  const bucket = { isAway: false };
  const server: Server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/xml" }).end(body);
    });
  });

  async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const body = await bodyOf(request);
    if (bucket.isAway) return refusal(500, "InternalError");
    const url = new URL(request.url ?? "/", "http://bucket");
    const key = decodeURIComponent(url.pathname.split("/").slice(2).join("/"));
    if (request.method === "GET" && url.searchParams.has("list-type")) {
      const prefix = url.searchParams.get("prefix") ?? "";
      const most = Number(url.searchParams.get("max-keys") ?? 1000);
      const keys = [...objects.keys()].filter((each) => each.startsWith(prefix)).sort();
      const contents = keys.slice(0, most).map((each) => `<Contents><Key>${each}</Key></Contents>`);
      return { status: 200, body: `<ListBucketResult>${contents.join("")}</ListBucketResult>` };
    }
    if (request.method === "GET") {
      const found = objects.get(key);
      return found ? { status: 200, body: found.body } : refusal(404, "NoSuchKey");
    }
    if (request.method !== "PUT") return refusal(405, "MethodNotAllowed");
    return put(request, key, body);
  }

  function put({ headers }: IncomingMessage, key: string, body: string) {
    const mode = String(headers["x-amz-object-lock-mode"] ?? "");
    const until = new Date(String(headers["x-amz-object-lock-retain-until-date"] ?? ""));
    if (mode !== "COMPLIANCE" || !(until.getTime() > Date.now()))
      return refusal(400, "InvalidRequest");
    // S3 takes a locked object only with a checksum of it.
    const sum = createHash("sha256").update(body).digest("base64");
    if (headers["x-amz-checksum-sha256"] !== sum) return refusal(400, "BadDigest");
    if (objects.has(key))
      return headers["if-none-match"] === "*"
        ? refusal(412, "PreconditionFailed")
        : refusal(403, "AccessDenied");
    objects.set(key, { body, mode, until });
    return { status: 200, body: "" };
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return Object.assign(bucket, {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

const refusal = (status: number, code: string) => ({
  status,
  body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
