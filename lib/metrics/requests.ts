import "server-only";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Meter } from "@opentelemetry/api";
import type { RoutePattern } from "./route-pattern.ts";

const methods = ["GET", "HEAD", "POST"];

/**
 * Counts every request of this process by method, pattern and class of status, and how long it took. Nothing
 * else of a request is looked at, and `own`, which gives the figures away, is left out of them.
 */
export function countRequests(meter: Meter, patternOf: RoutePattern, own: Server): () => void {
  const count = meter.createCounter("http_requests", { description: "Requests answered" });
  const seconds = meter.createHistogram("http_request_duration_seconds", {
    description: "From the request's arrival to the end of its answer",
    advice: { explicitBucketBoundaries: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  const watch = (message: unknown) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    if (server === own) return;
    const began = performance.now();
    const { method = "", url = "/" } = request;
    response.once("close", () => {
      const labels = {
        method: methods.includes(method) ? method : "(other)",
        route: patternOf(url),
        status: response.writableFinished
          ? `${Math.floor(response.statusCode / 100)}xx`
          : "aborted",
      };
      count.add(1, labels);
      seconds.record((performance.now() - began) / 1_000, labels);
    });
  };
  subscribe("http.server.request.start", watch);
  return () => void unsubscribe("http.server.request.start", watch);
}
