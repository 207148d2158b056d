import { discardDraft } from "#lib/drafts/commands";
import { DraftKey } from "#lib/drafts/input";
import { jsonRoute } from "#lib/route";

/** Forgets a draft. */
export const POST = jsonRoute("draft:keep", DraftKey, discardDraft);
