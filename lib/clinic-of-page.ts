/** The header in which a page says which clinic it shows. It gives no access: the session alone does. */
export const clinicHeader = "x-chartkeep-clinic";

/**
 * Makes every request of this page say which clinic it shows, also those that the framework sends for
 * a navigation or an action. Gives back how to stop.
 */
export function sayClinic(tenantId: string): () => void {
  const before = window.fetch;
  const saying: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}));
    headers.set(clinicHeader, tenantId);
    return before(input, { ...init, headers });
  };
  window.fetch = saying;
  return () => {
    if (window.fetch === saying) window.fetch = before;
  };
}

/** Where a navigation or an action of such a page ends: nothing of either clinic is shown or done there. */
export const clinicWasLeft = "/choose-clinic?left=yes";

/** The answer to a page of a clinic that the session has left. */
export const otherClinic = "OTHER_CLINIC";

/**
 * Whether a page shows another clinic than its session is open in: it was left behind when the clinic
 * was changed in another tab, and would put the rows of one clinic under the name of the other.
 */
export function isLeftBehind(headers: Headers, tenantId: string): boolean {
  const shown = headers.get(clinicHeader);
  return shown !== null && shown !== tenantId;
}
