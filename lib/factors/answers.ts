import "server-only";
import { after } from "next/server";
import type { Standings } from "#lib/auth/session-action";
import { proveFactor } from "#lib/auth/session-proof";
import { renewSession } from "#lib/auth/session-renewal";
import type { Assurance } from "#lib/auth/session-rows";
import type { LiveSession } from "#lib/auth/session-store";
import { keepSession } from "#lib/auth/visitor";
import { Malformed } from "#lib/error-response";
import { makeRecoveryCodes, removeFactor } from "./changes.ts";
import type { AddPasskey, ConfirmTotp, Prove, RemoveFactor } from "./input.ts";
import { addPasskey } from "./passkey-adding.ts";
import { checkProof, requireShownFactor } from "./prove.ts";
import { tellOfFactors } from "./tell.ts";
import { confirmTotp } from "./totp-factor.ts";
import type { NewCodesView, ProvedView } from "./view.ts";

/** Whoever has a session may prove who they are: to come in, to unlock, or once more. */
export const toProve = { admits: ["pending", "owing", "open", "locked"] } as const;

/** Factors are changed from an open session, or where a clinic asks for one that the person has not, after a fresh proof. */
export const toChange = { admits: ["owing", "open"], fresh: true } as const;

async function goOn(session: LiveSession, assurance: Assurance): Promise<void> {
  const opened = await proveFactor(session, assurance);
  if (!opened) throw new Malformed(403, "NO_CLINIC");
  await keepSession(opened);
}

/** Proves who a session's person is; the session goes on under a new token, as far as the proof reaches. */
export async function prove({ session }: Standings, input: Prove): Promise<ProvedView> {
  const { assurance, codesLeft } = await checkProof(session, input);
  if (codesLeft !== null) after(() => tellOfFactors(session.accountId, "codeUsed"));
  await goOn(session, assurance);
  return { codesLeft };
}

/** A change of factors, made only for somebody who has shown the ones they have. */
export function changing<Input, View>(
  change: (session: LiveSession, input: Input) => Promise<View>,
): (standing: Standings, input: Input) => Promise<View> {
  return async ({ session }, input) => {
    await requireShownFactor(session);
    return change(session, input);
  };
}

/** The app is the account's from now on, and has just proved who is there. */
export async function keepTotp(session: LiveSession, input: ConfirmTotp): Promise<NewCodesView> {
  const view = await confirmTotp(session, input.code);
  after(() => tellOfFactors(session.accountId, "appAdded"));
  await goOn(session, 2);
  return view;
}

/** The passkey is the account's from now on, and has just proved who is there. */
export async function keepPasskey(session: LiveSession, input: AddPasskey): Promise<NewCodesView> {
  const view = await addPasskey(session, input);
  after(() => tellOfFactors(session.accountId, "passkeyAdded"));
  await goOn(session, 3);
  return view;
}

/** One factor is gone; this session goes on under a new token, and no other does. */
export async function dropFactor(session: LiveSession, input: RemoveFactor): Promise<void> {
  await removeFactor(session, input);
  after(() => tellOfFactors(session.accountId, "removed"));
  await keepSession(await renewSession(session));
}

/** The old recovery codes are worth nothing any more. */
export async function renewRecoveryCodes(session: LiveSession): Promise<NewCodesView> {
  const view = await makeRecoveryCodes(session);
  after(() => tellOfFactors(session.accountId, "codesMade"));
  await keepSession(await renewSession(session));
  return view;
}
