"use server";

import { sessionAction } from "#lib/auth/session-action";
import { beginLink, LinkSso, UnlinkSso, unlink } from "#lib/sso/own";

const ownSession = { admits: ["open"], fresh: true } as const;

/** Sends a member to the clinic's provider, to link who they are there. */
export const linkSsoAction = sessionAction(ownSession, LinkSso, beginLink);

/** Unlinks one of a member's own identities. */
export const unlinkSsoAction = sessionAction(ownSession, UnlinkSso, unlink);
