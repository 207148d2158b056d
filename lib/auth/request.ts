import "server-only";
import { randomUUID } from "node:crypto";
import { headers } from "next/headers";
import { relativePath } from "./relative-path.ts";
import { requestHeaders } from "./request-headers.ts";

/** The id of this request, as logs and people name it. */
export async function requestId(): Promise<string> {
  return (await headers()).get(requestHeaders.id) ?? randomUUID();
}

/** Where the browser is, path and query only, to come back to after signing in. */
export async function requestPath(): Promise<string> {
  return relativePath((await headers()).get(requestHeaders.path));
}

/** The address of the peer, or of the client that a trusted proxy names. Nothing a stranger sends counts. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get(requestHeaders.address) ?? "unknown";
}

/** Whether nobody asked for this: a prefetch or a poll. Such a request never keeps a session alive. */
export async function isBackground(): Promise<boolean> {
  const sent = await headers();
  const purpose = sent.get("sec-purpose") ?? sent.get("purpose") ?? "";
  return (
    sent.get(requestHeaders.background) === "1" ||
    sent.get("next-router-prefetch") !== null ||
    purpose.includes("prefetch")
  );
}
