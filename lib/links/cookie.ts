import "server-only";
import { cookies } from "next/headers";
import { tokenHash } from "#lib/auth/session-token";
import type { LinkKind } from "./links.ts";

const nameOf = (kind: LinkKind) => `__Host-${kind}`;
const shape = "Path=/; HttpOnly; Secure; SameSite=Lax";
const seconds = 30 * 60;

/** The token of the link that this browser came in by, if any. */
export async function heldToken(kind: LinkKind): Promise<string | undefined> {
  return (await cookies()).get(nameOf(kind))?.value;
}

/** Forgets the token, when the link has done its work. */
export async function dropToken(kind: LinkKind): Promise<void> {
  const options = { path: "/", httpOnly: true, secure: true, sameSite: "lax", maxAge: 0 } as const;
  (await cookies()).set(nameOf(kind), "", options);
}

/**
 * Answers the address that was mailed: the token moves from the address into a cookie, and the browser
 * goes on to a page without it, so that neither history nor anything on that page has it. Nothing is
 * looked up and nothing used up, however often scanners of mail open it.
 */
export function answerLink(kind: LinkKind) {
  return async (
    _request: Request,
    { params }: { readonly params: Promise<{ readonly token: string }> },
  ): Promise<Response> => {
    const { token } = await params;
    const headers = new Headers({ location: `/${kind}`, "cache-control": "no-store" });
    const isToken = tokenHash(token) !== undefined;
    const value = isToken ? `${token}; Max-Age=${seconds}` : "; Max-Age=0";
    headers.set("set-cookie", `${nameOf(kind)}=${value}; ${shape}`);
    return new Response(null, { status: 303, headers });
  };
}
