import "server-only";
import type { Assurance } from "#lib/auth/session-rows";
import type { LiveSession } from "#lib/auth/session-store";
import { meansOf } from "./prove.ts";
import type { MeansView } from "./view.ts";

/** What the page between a password and the clinic asks of a person. */
export interface GateView {
  readonly title: string;
  readonly text: string;
  readonly means: MeansView | null;
  readonly enrol: readonly ("totp" | "passkey")[];
}

/**
 * What is still missing: a proof of what the person has, or a factor that the clinic asks for and they
 * have not. Whoever lost their only passkey but has shown another factor may set up a new one.
 */
export async function gateOf(
  session: LiveSession,
  /** What the clinic asks for; nothing yet where the password alone was right. */
  required: Assurance | undefined,
): Promise<GateView> {
  const means = await meansOf(session);
  const proof = { title: "Prove that it is you", text: "One more step after the password." };
  if (required === undefined) return { ...proof, means, enrol: [] };

  if (required === 3) {
    const text = "Your clinic asks you to sign in with a passkey.";
    if (!means.hasPasskey)
      return { title: "Set up a passkey", text, means: null, enrol: ["passkey"] };
    const passkeyOnly = { ...means, hasTotp: false, hasRecoveryCodes: false };
    const enrol = session.assurance > 1 ? (["passkey"] as const) : [];
    return { ...proof, text, means: passkeyOnly, enrol };
  }
  if (!means.hasPassword) return { ...proof, means, enrol: [] };
  return {
    title: "Set up a second factor",
    text: "Your clinic asks for more than a password. Choose what you sign in with from now on.",
    means: null,
    enrol: ["passkey", "totp"],
  };
}
