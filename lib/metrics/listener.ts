import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** Where the figures are given away, and the token that they take, if any. */
export interface MetricsPlace {
  readonly host: string;
  readonly port: number;
  readonly token: string | undefined;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

function isAllowed({ headers }: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return true;
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}

/**
 * Listens for whoever collects figures: GET /metrics on a port of its own, which no visitor of the
 * application reaches. Everything else is 404, and 401 without the token where there is one.
 */
export function metricsServer(
  { token }: Pick<MetricsPlace, "token">,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const server = createServer((request, response) => {
    response.setHeader("cache-control", "no-store");
    if (!isAllowed(request, token)) {
      response.writeHead(401, { "www-authenticate": "Bearer" }).end();
    } else if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end();
    } else answer(request, response);
  });
  server.requestTimeout = 5_000;
  server.headersTimeout = 5_000;
  server.maxConnections = 16;
  // The application's own server is what keeps the process alive.
  server.unref();
  return server;
}
