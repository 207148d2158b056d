import { clinicHeader, otherClinic } from "#lib/clinic-of-page";
import { RequestFailed } from "#lib/post-json";

/** A file as it came: whole, with the name and the code that the clinic gave it. */
export interface ReceivedFile {
  readonly blob: Blob;
  readonly name: string;
  readonly code: string;
}

/**
 * Asks an `exportRoute` from the browser. Resolves only when the last byte is there: what broke off on the way
 * is an error and no file. What the door declines is a `RequestFailed`, as of any JSON door.
 */
export async function postFile(
  path: string,
  body: { readonly what: object; readonly reason?: string },
  { tenantId }: { readonly tenantId: string },
): Promise<ReceivedFile> {
  const response = await fetch(path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-requested-with": "chartkeep",
      [clinicHeader]: tenantId,
    },
    body: JSON.stringify(body),
    cache: "no-store",
  });
  if (!response.ok) {
    const answer = await response.json().catch(() => ({ code: "UNREADABLE" }));
    if (answer.code === otherClinic) window.location.replace("/");
    if (response.status === 401)
      window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname)}`);
    const wait = Number(response.headers.get("retry-after")) || undefined;
    throw new RequestFailed(response.status, String(answer.code), answer.requestId, wait);
  }
  const name = /filename="([\w.-]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  const code = response.headers.get("x-chartkeep-code") ?? "";
  return { blob: await response.blob(), name: name ?? "chartkeep-export", code };
}

/** Hands a file to the person, as a download. */
export function keepFile({ blob, name }: ReceivedFile): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
