import { afterAll, vi } from "vitest";
import { closePool } from "#db/client";

// Files share the modules of their worker, so each leaves the process as it found it: the next begins with
// the pool of its environment and nothing of a spy.
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await closePool();
});
