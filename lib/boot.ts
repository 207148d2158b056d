import "server-only";
import { refusalToServe } from "#db/boot-check";
import { env } from "#lib/env";
import { keyProvider } from "#lib/kms/configured";
import { doubtAbout } from "#lib/kms/doubt";

/**
 * Ends the process with one sentence unless it is safe to serve: the environment
 * is complete, the root key is where it says, and the database login can do nothing
 * that the tenant door does not give it. A key service that does not answer now only
 * gets a warning: what needs no key is served, and the service is asked again.
 */
export async function assertFitToServe(): Promise<void> {
  const refusal = await reasonNotToServe();
  if (refusal === undefined) return;
  process.stderr.write(`Chartkeep does not start. ${refusal}\n`);
  process.exit(1);
}

async function reasonNotToServe(): Promise<string | undefined> {
  try {
    const { DATABASE_URL, CONTEXT_KEY } = env();
    const doubt = await doubtAbout(await keyProvider());
    if (doubt !== undefined) process.stderr.write(`${doubt}\n`);
    return await refusalToServe(DATABASE_URL, CONTEXT_KEY);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
