/** The header in which a page says which clinic it shows. It gives no access: the session alone does. */
export const clinicHeader = "x-chartkeep-clinic";

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
