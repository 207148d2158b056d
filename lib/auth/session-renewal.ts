import "server-only";
import { eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { sessions } from "#db/schema/sessions";
import { NotFound } from "#lib/errors";
import { freshToken } from "./session-rows.ts";
import type { LiveSession } from "./session-store.ts";
import type { OpenedSession } from "./sessions.ts";

/** Gives a session another token and nothing else: whoever knew the old one is out, and no proof becomes fresher by it. */
export async function renewSession(session: LiveSession): Promise<OpenedSession> {
  const { token, hash } = freshToken();
  await inDirectory(async (tx) => {
    const [old] = await tx.delete(sessions).where(eq(sessions.tokenHash, session.hash)).returning();
    if (!old) throw new NotFound("session");
    await tx.insert(sessions).values({ ...old, tokenHash: hash });
  });
  return { token, stage: session.stage };
}
