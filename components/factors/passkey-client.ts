import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import type { NewCodesView, ProvedView } from "#lib/factors/view";
import { postJson } from "#lib/post-json";

type ToSign = Parameters<typeof startAuthentication>[0]["optionsJSON"];
type ToMake = Parameters<typeof startRegistration>[0]["optionsJSON"];

const here = { staysOnPage: true } as const;

/** Has a passkey of this person sign, and the server look at it. */
export async function proveByPasskey(): Promise<ProvedView> {
  const optionsJSON = await postJson<ToSign>("/api/factors/passkeys/ask", {}, here);
  const response = await startAuthentication({ optionsJSON });
  return postJson("/api/factors/prove", { by: "passkey", response }, here);
}

/** Has this device make a passkey. What comes back is for `keepPasskey`, within five minutes. */
export async function makePasskey() {
  const optionsJSON = await postJson<ToMake>("/api/factors/passkeys/new", {}, here);
  return startRegistration({ optionsJSON });
}

/** Has the server keep a passkey that was just made. */
export function keepPasskey(
  label: string,
  response: Awaited<ReturnType<typeof makePasskey>>,
): Promise<NewCodesView> {
  return postJson("/api/factors/passkeys/add", { label, response }, here);
}
