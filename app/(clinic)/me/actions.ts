"use server";

import { acknowledgeDisplaced, revokeOtherSessions, revokeSession } from "#lib/auth/own-sessions";
import { Nothing, RevokeSession } from "#lib/auth/own-sessions-input";
import { sessionAction } from "#lib/auth/session-action";

/** Ends one other session of the person who asks, who has just proved who they are. */
export const revokeSessionAction = sessionAction(
  { admits: ["open"], fresh: true },
  RevokeSession,
  ({ session }, { sessionId }) => revokeSession(session, sessionId),
);

/** Ends all others. */
export const revokeOthersAction = sessionAction(
  { admits: ["open"], fresh: true },
  Nothing,
  ({ session }) => revokeOtherSessions(session),
);

/** The person has read that an older session had to end. */
export const displacedReadAction = sessionAction({ admits: ["open"] }, Nothing, ({ session }) =>
  acknowledgeDisplaced(session),
);
