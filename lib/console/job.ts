import "server-only";
import type { Job } from "#lib/jobs/job";
import { endLeftConsoles } from "./endings.ts";

/** Ends incident consoles that were killed: no trail is left with one that never closed. */
export const endConsoles: Job = {
  name: "end-consoles",
  everySeconds: 60,
  run: async () => {
    await endLeftConsoles();
  },
};
