import { ReadVerifier } from "#lib/audit/input";
import { getVerifier } from "#lib/checkpoints/verifier-file";
import { jsonRoute } from "#lib/route";

/** The standalone verifier of audit bundles, as a file to keep. */
export const POST = jsonRoute("audit:verify", ReadVerifier, getVerifier);
