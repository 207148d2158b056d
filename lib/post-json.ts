import { clinicHeader, otherClinic } from "#lib/clinic-of-page";

/** Why a request to one of our API doors was declined. `requestId` is what a person quotes. */
export class RequestFailed extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  /** How long to wait before another try, where the answer says so. */
  readonly seconds: number | undefined;

  constructor(status: number, code: string, requestId?: string, seconds?: number) {
    super(code);
    this.name = "RequestFailed";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.seconds = seconds;
  }
}

/**
 * Asks a `jsonRoute` from the browser. A background request (a poll nobody asked for) does not keep
 * the session alive. A session that has ended sends the person to sign in and back, unless the caller
 * deals with that itself (`staysOnPage`); one that was taken to another clinic sends them there.
 */
export async function postJson<View>(
  path: string,
  body: unknown,
  options: {
    readonly isBackground?: boolean;
    readonly staysOnPage?: boolean;
    /** The clinic that the page shows. A session that is open in another one by now answers nothing. */
    readonly tenantId?: string;
    readonly signal?: AbortSignal;
    /** Lets it arrive although the page that sends it is left meanwhile. */
    readonly keepalive?: boolean;
  } = {},
): Promise<View> {
  const response = await fetch(path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-requested-with": "chartkeep",
      ...(options.isBackground && { "x-background": "1" }),
      ...(options.tenantId !== undefined && { [clinicHeader]: options.tenantId }),
    },
    body: JSON.stringify(body),
    cache: "no-store",
    ...(options.signal && { signal: options.signal }),
    ...(options.keepalive && { keepalive: true }),
  });
  const answer = await response.json().catch(() => ({ ok: false, code: "UNREADABLE" }));
  if (answer.ok === true) return answer.data;
  if (answer.code === otherClinic) window.location.replace("/");
  if (response.status === 401 && !options.staysOnPage) {
    window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname)}`);
  }
  const wait = Number(response.headers.get("retry-after")) || undefined;
  throw new RequestFailed(response.status, String(answer.code), answer.requestId, wait);
}
