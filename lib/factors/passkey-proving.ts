import "server-only";
import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import { and, eq, lt, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { passkeys } from "#db/schema/passkeys";
import type { LiveSession } from "#lib/auth/session-store";
import { NotFound } from "#lib/errors";
import type { Assertion } from "./input.ts";
import {
  decoded,
  listCredentials,
  newChallenge,
  relyingParty,
  takenChallenge,
} from "./passkey-ceremony.ts";

type Response = Parameters<typeof verifyAuthenticationResponse>[0]["response"];

/** What the browser needs to have one of this person's passkeys sign, who has to show the device that it is them. */
export async function passkeyToProve(session: LiveSession) {
  const allowCredentials = await listCredentials(session.accountId);
  if (allowCredentials.length === 0) throw new NotFound("passkey");
  return generateAuthenticationOptions({
    rpID: relyingParty().id,
    allowCredentials,
    challenge: await newChallenge(session, "passkey.prove"),
    timeout: 300_000,
    userVerification: "required",
  });
}

/**
 * Whether one of this person's passkeys signed for this session. The counter is judged by one UPDATE:
 * one that does not go up, though it counts, is `out-of-turn`, for then two devices hold the passkey.
 */
export async function checkPasskey(
  session: LiveSession,
  assertion: Assertion,
): Promise<"right" | "wrong" | "out-of-turn"> {
  const { accountId } = session;
  const { origin, id: rpId } = relyingParty();
  const ofAccount = and(
    eq(passkeys.credentialId, decoded(assertion.id)),
    eq(passkeys.accountId, accountId),
  );
  const { clientDataJSON } = assertion.response;
  const expectedChallenge = await takenChallenge(session, "passkey.prove", clientDataJSON);
  if (expectedChallenge === undefined) return "wrong";
  const [known] = await inDirectory((tx) =>
    tx.select({ publicKey: passkeys.publicKey }).from(passkeys).where(ofAccount),
  );
  if (!known) return "wrong";

  const signed = await verifyAuthenticationResponse({
    response: assertion as Response,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    credential: { id: assertion.id, publicKey: new Uint8Array(known.publicKey), counter: 0 },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!signed?.verified) return "wrong";

  const { newCounter: counter, credentialBackedUp: isBackedUp } = signed.authenticationInfo;
  const goesUp = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter);
  const used = await inDirectory((tx) =>
    tx
      .update(passkeys)
      .set({ counter, isBackedUp, lastUsedAt: sql`clock_timestamp()` })
      .where(and(ofAccount, goesUp))
      .returning({ accountId: passkeys.accountId }),
  );
  return used.length > 0 ? "right" : "out-of-turn";
}
