import "server-only";
import { once } from "node:events";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { takePulse } from "#db/pulse";
import { type Env, env } from "#lib/env";
import { log } from "#lib/log";
import { type MetricsPlace, metricsServer } from "./listener.ts";
import { countWork, tellJobs } from "./process.ts";
import { countRequests } from "./requests.ts";
import { builtPatterns, routePatterns } from "./route-pattern.ts";

/** Figures that are being given away: the port that was taken, and what stops it. */
export interface RunningMetrics {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Begins to count and to give the figures away in Prometheus' text format. Every label is a word of ours, a
 * pattern of a route or the name of a job: nothing that was sent, stored or opened can become one.
 */
export async function startMetrics(
  { host, port, token }: MetricsPlace,
  patterns: readonly string[] = builtPatterns(),
): Promise<RunningMetrics> {
  const exporter = new PrometheusExporter({ preventServerStart: true, prefix: "chartkeep" });
  const provider = new MeterProvider({ readers: [exporter] });
  const meter = provider.getMeter("chartkeep");
  const server = metricsServer({ token }, (request, response) =>
    exporter.getMetricsRequestHandler(request, response),
  );
  const stopping = [countRequests(meter, routePatterns(patterns), server), countWork(meter)];
  const { DATABASE_URL, CONTEXT_KEY } = env();
  tellJobs(meter, () => takePulse(DATABASE_URL, CONTEXT_KEY));
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    async stop() {
      for (const stop of stopping) stop();
      server.closeAllConnections();
      server.close();
      await provider.shutdown();
    },
  };
}

/** Begins to count where the environment names a port for it; otherwise nothing is counted and nothing listens. */
export async function startConfiguredMetrics({
  METRICS_PORT,
  METRICS_HOST,
  METRICS_TOKEN,
}: Env): Promise<void> {
  if (METRICS_PORT === undefined) return;
  const place = { host: METRICS_HOST ?? "127.0.0.1", port: METRICS_PORT, token: METRICS_TOKEN };
  try {
    await startMetrics(place);
  } catch (error) {
    log.error({ err: error }, "metrics cannot be given away");
  }
}
