import "server-only";
import { and, eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { sessions } from "#db/schema/sessions";
import { inTenant } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { NotFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { tenantKeys } from "#lib/phi/keys";
import { hasFactor } from "./account-factors.ts";
import { listOpenPlaces, type Place, placeContext } from "./directory.ts";
import { displacedIn, displacedWords, tellDisplaced } from "./displaced.ts";
import { isLive, takeTurn } from "./session-clock.ts";
import { enterClinic } from "./session-entry.ts";
import { type Arrival, arrivalRow, freshToken, tidy } from "./session-rows.ts";
import type { LiveSession, SessionStage } from "./session-store.ts";
import { standingOf } from "./standing.ts";
import { forgetTries } from "./throttle.ts";

/** A session just opened: the only moment at which its token is known to the server. */
export interface OpenedSession {
  readonly token: string;
  readonly stage: SessionStage;
}

async function enter(arrival: Arrival, place: Place): Promise<OpenedSession> {
  const { token, hash } = freshToken();
  const context = placeContext(place);
  const keys = await tenantKeys(context);
  const row = arrivalRow(arrival, hash);
  const displaced = await inTenant(context, async (tx) => {
    const ended = await tidy(tx, arrival.accountId, { isPending: false });
    await enterClinic(tx, { ...row, displaced: displacedWords(ended) }, place);
    if (!arrival.confinedTo) await forgetTries(tx, arrival.attempt);
    const { address } = arrival.attempt;
    const { details = {} } = arrival;
    await appendEvents(tx, keys, [
      { action: "session.started", entity: "sessions", entityId: row.id, address, details },
      ...displacedIn(place.tenantId, ended),
    ]);
    return ended;
  });
  await tellDisplaced(arrival.accountId, displaced, place.tenantId);
  return { token, stage: "signed_in" };
}

async function wait(arrival: Arrival, stage: "pending_factor" | "choosing") {
  const { token, hash } = freshToken();
  const isPending = stage === "pending_factor";
  const displaced = await inDirectory(async (tx) => {
    const ended = await tidy(tx, arrival.accountId, { isPending });
    const row = {
      ...arrivalRow(arrival, hash),
      displaced: isPending ? null : displacedWords(ended),
    };
    await tx.insert(sessions).values({ ...row, stage });
    if (!arrival.confinedTo) await forgetTries(tx, arrival.attempt);
    return ended;
  });
  await tellDisplaced(arrival.accountId, displaced);
  return { token, stage };
}

/**
 * Opens a session for someone who has arrived: owing a factor when their account has one and a
 * password is all they showed, else straight into their clinic when there is one, waiting for a choice
 * when there are several, undefined when there is none. An arrival that a clinic's identity provider
 * vouched for opens that clinic alone, and gives back no tries: no password was right.
 */
export async function openSession(arrival: Arrival): Promise<OpenedSession | undefined> {
  const places = await listOpenPlaces(arrival);
  const [only] = places;
  if (!only) return undefined;
  if ((arrival.assurance ?? 1) === 1 && (await hasFactor(arrival.accountId)))
    return wait(arrival, "pending_factor");
  return places.length === 1
    ? enter(arrival, { tenantId: only.tenantId, memberId: only.memberId })
    : wait(arrival, "choosing");
}

/** The try to open a clinic that is not theirs, in the trail of the clinic they were in, if any. */
async function recordForeignClinic(session: LiveSession, entityId: string): Promise<void> {
  const { tenantId, memberId } = session;
  if (tenantId === null || memberId === null) return;
  const context = placeContext({ tenantId, memberId });
  const keys = await tenantKeys(context);
  const entity = "tenants";
  await inTenant(context, (tx) =>
    appendEvents(tx, keys, [{ action: "access.denied", outcome: "denied", entity, entityId }]),
  );
}

/**
 * Opens another of the account's clinics under a new token; the old token is dead in the same
 * transaction. The overall limit goes on from the sign-in. A clinic that is not theirs is not found,
 * nor is any for a session that stands for nobody, owes a factor since its password, or is locked.
 */
export async function chooseClinic(session: LiveSession, tenantId: string): Promise<OpenedSession> {
  const { kind } = await standingOf(session);
  const mayChoose = kind === "choosing" || kind === "open" || kind === "owing";
  const places = mayChoose ? await listOpenPlaces(session) : [];
  const chosen = places.find((place) => place.tenantId === tenantId);
  if (!chosen) {
    await recordForeignClinic(session, tenantId);
    throw new NotFound("clinic");
  }

  const place = { tenantId: chosen.tenantId, memberId: chosen.memberId };
  const context = placeContext(place);
  const keys = await tenantKeys(context);
  const { token, hash } = freshToken();
  await inTenant(context, async (tx) => {
    await takeTurn(tx, session.accountId);
    const [old] = await tx
      .delete(sessions)
      .where(and(eq(sessions.tokenHash, session.hash), isLive))
      .returning();
    if (!old) throw new NotFound("session");
    const id = newId();
    const { lastSeenAt: _seen, ...kept } = old;
    await enterClinic(tx, { ...kept, tokenHash: hash, id }, place);
    const isFirst = session.stage === "choosing";
    await appendEvents(tx, keys, [
      ...(isFirst
        ? [{ action: "session.started", entity: "sessions", entityId: id } as const]
        : []),
      { action: "clinic.chosen", entity: "sessions", entityId: id },
    ]);
  });
  return { token, stage: "signed_in" };
}
