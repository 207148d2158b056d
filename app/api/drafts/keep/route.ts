import { keepDraft } from "#lib/drafts/commands";
import { KeepDraft } from "#lib/drafts/input";
import { jsonRoute } from "#lib/route";

/** Keeps what somebody is typing, sealed and for them alone. */
export const POST = jsonRoute("draft:keep", KeepDraft, keepDraft);
