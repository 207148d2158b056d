import "server-only";
import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";
import { eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { passkeys } from "#db/schema/passkeys";
import { endOtherSessions } from "#lib/auth/session-ends";
import type { LiveSession } from "#lib/auth/session-store";
import { Malformed } from "#lib/error-response";
import { NotFound } from "#lib/errors";
import { uuidBytes } from "#lib/phi/encoding";
import type { AddPasskey } from "./input.ts";
import {
  decoded,
  listCredentials,
  newChallenge,
  relyingParty,
  takenChallenge,
} from "./passkey-ceremony.ts";
import { firstRecoveryCodes } from "./recovery-codes.ts";
import { recordedChange } from "./trail.ts";
import type { NewCodesView } from "./view.ts";

const atMost = 20;
// Ed25519, P-256 and RSA: what authenticators in use can do.
const supportedAlgorithmIDs = [-8, -7, -257];

type Response = Parameters<typeof verifyRegistrationResponse>[0]["response"];

/** What the browser needs to make a passkey for this person, who has to show the device that it is them. */
export async function passkeyToAdd(session: LiveSession) {
  const { accountId } = session;
  const email = await inDirectory(async (tx) => {
    const [account] = await tx
      .select({ email: accounts.email })
      .from(accounts)
      .where(eq(accounts.id, accountId));
    if (!account) throw new NotFound("account");
    return account.email;
  });
  const known = await listCredentials(accountId);
  if (known.length >= atMost) throw new Malformed(409, "TOO_MANY_PASSKEYS");
  return generateRegistrationOptions({
    rpName: "Chartkeep",
    rpID: relyingParty().id,
    userName: email,
    userDisplayName: email,
    userID: new Uint8Array(uuidBytes(accountId)),
    challenge: await newChallenge(session, "passkey.add"),
    timeout: 300_000,
    attestationType: "none",
    excludeCredentials: known,
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
    supportedAlgorithmIDs,
  });
}

/** Keeps a passkey that was just made for this session. All other sessions of the person end, since they came in by less. */
export async function addPasskey(
  session: LiveSession,
  { label, response }: AddPasskey,
): Promise<NewCodesView> {
  const { accountId } = session;
  const { origin, id } = relyingParty();
  const { clientDataJSON } = response.response;
  const expectedChallenge = await takenChallenge(session, "passkey.add", clientDataJSON);
  if (expectedChallenge === undefined) throw new Malformed(400, "FACTOR_WRONG");
  const made = await verifyRegistrationResponse({
    response: response as Response,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs,
  }).catch(() => undefined);
  if (!made?.verified) throw new Malformed(400, "FACTOR_WRONG");

  const { credential, credentialBackedUp } = made.registrationInfo;
  const details = { kind: "passkey", label };
  const codes = await recordedChange(session, { action: "factor.added", details }, async (tx) => {
    await endOtherSessions(tx, session);
    const added = await tx
      .insert(passkeys)
      .values({
        credentialId: decoded(credential.id),
        accountId,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: (response.response.transports ?? []).join(","),
        label,
        isBackedUp: credentialBackedUp,
      })
      .onConflictDoNothing()
      .returning({ accountId: passkeys.accountId });
    if (added.length === 0) throw new Malformed(400, "FACTOR_WRONG");
    return firstRecoveryCodes(tx, accountId);
  });
  return { codes };
}
