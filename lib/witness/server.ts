import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Witness } from "./witness.ts";

const longest = 64 * 1024;

/** Serves a witness over HTTP: `POST /add-checkpoint`, and nothing else. Bodies above 64 KB are not read to their end. */
export function witnessServer(witness: Witness, onError: (error: unknown) => void): Server {
  const server = createServer((request, response) => {
    const reply = (status: number, type: string, body: string) =>
      response
        .writeHead(status, { "content-type": type, "x-content-type-options": "nosniff" })
        .end(body);
    const plain = "text/plain; charset=utf-8";
    if (request.url !== "/add-checkpoint") return void reply(404, plain, "not found\n");
    if (request.method !== "POST") return void reply(405, plain, "only POST\n");
    bodyOf(request)
      .then(async (body) => {
        if (body === undefined) {
          response.setHeader("connection", "close");
          return void reply(413, plain, "too long\n");
        }
        const { status, type, body: text } = await witness.add(body);
        reply(status, type, text);
      })
      .catch((error: unknown) => {
        onError(error);
        if (!response.headersSent) reply(500, plain, "the witness failed\n");
      });
  });
  server.requestTimeout = 15_000;
  return server;
}

/** The body as text, or undefined if it is too long. What is not UTF-8 becomes a note that no key signed. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > longest) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
