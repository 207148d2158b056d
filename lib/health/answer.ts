import "server-only";
import { checkHealth } from "./check.ts";

/** Answers whether the server can do its work: 200 or 503 and a word for each thing that it needs. It looks at nothing that was sent. */
export async function answerHealth(): Promise<Response> {
  const health = await checkHealth();
  return Response.json(health, { status: health.ready ? 200 : 503 });
}

/** Answers that the process is there and takes requests, whatever else is wrong. */
export function answerLive(): Response {
  return Response.json({ live: true });
}
