import "server-only";
import { headers } from "next/headers";
import { Unavailable } from "#lib/errors";
import { log } from "#lib/log";
import { translateFault } from "#lib/unavailable";
import { requestHeaders } from "./request-headers.ts";

/** What a plain form was for, as the page says it that could not be reached: a sentence, and the door to try again at. */
export interface FormPurpose {
  readonly title: string;
  readonly text: string;
  readonly again: `/api/session/${string}`;
}

/** What people are told when signing out, or locking, was not possible. */
export const purposes = {
  end: {
    title: "You are still signed in",
    text: "Signing out is not possible right now, and nothing was changed. Do not leave this device: try again in a moment.",
    again: "/api/session/end",
  },
  lock: {
    title: "The screen is not locked",
    text: "Locking is not possible right now, and nothing was changed. Try again in a moment, or close the browser.",
    again: "/api/session/lock",
  },
} as const satisfies Readonly<Record<string, FormPurpose>>;

const style = `:root{color-scheme:light dark;font:13px/18px system-ui,sans-serif}
main{max-width:28rem;margin:20vh auto 0;padding:0 1rem}h1{font-size:18px;line-height:24px}
button{font:inherit;padding:.4rem .75rem}`;

/**
 * Answers a plain form that could not be carried out because something cannot be reached: 503 and a page
 * that says so, since the page the form was sent from is gone. It is whole in itself: what would render
 * a page of ours may be what cannot be reached. Undefined for any other error.
 */
export async function formFailure(
  thrown: unknown,
  purpose: FormPurpose,
  requestId: string,
): Promise<Response | undefined> {
  const error = translateFault(thrown);
  if (!(error instanceof Unavailable)) return undefined;
  log.error({ requestId, err: thrown }, "request failed");
  const nonce = (await headers()).get(requestHeaders.nonce) ?? "";
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Chartkeep</title><style nonce="${nonce}">${style}</style></head><body><main><h1>${purpose.title}</h1>
<p>${purpose.text}</p><form method="post" action="${purpose.again}"><button type="submit">Try again</button></form>
<p>Reference ${requestId}</p></main></body></html>`;
  const answer = {
    "content-type": "text/html; charset=utf-8",
    "retry-after": String(error.seconds),
  };
  return new Response(page, { status: 503, headers: answer });
}
