import "server-only";
import { and, eq } from "drizzle-orm";
import type { Sealed } from "#db/columns";
import type { DbRole } from "#db/roles";
import { patients } from "#db/schema/patients";
import { inTenant, type TenantContext, type TenantTx } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import { can, type MemberRole, type Permission, roleFor } from "#lib/access/permissions";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { AccessDenied, NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import { openField, sealField } from "#lib/phi/envelope";
import { type TenantKeys, tenantKeysIfNeeded, withKeys } from "#lib/phi/keys";
import { type Tokens, tokensOf } from "#lib/phi/search-tokens";

/** Where a sealed field lies. It is part of what seals it: an envelope moved elsewhere does not open. */
export interface FieldPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

/** Opens a sealed field. It can be had only from `disclose`, which records that PHI is being shown. */
export type Opener = (sealed: Sealed, place: FieldPlace) => string;

/** One request inside one tenant under one role: everything that the data layer is allowed to use. */
export interface Scope {
  readonly tenantId: string;
  readonly actorId: string;
  readonly role: DbRole;
  readonly tx: TenantTx;
  /** Keyed tokens for search over sealed columns. */
  readonly tokens: Tokens;
  /** Ends the request unless the role it runs under grants `permission`. */
  require(permission: Permission): void;
  /** Whether the role the request runs under grants `permission`, to leave out a part it may not see. */
  allows(permission: Permission): boolean;
  /** Adds an audit event that commits with the transaction or not at all. */
  record(event: AuditDraft): void;
  /** Records that PHI is being shown and, in exchange, returns the function that opens it. */
  disclose(event: AuditDraft): Opener;
  /** Seals `text` for one field of one row. */
  seal(place: FieldPlace, text: string): Sealed;
  /** Runs `work` once everything is committed, and never otherwise. What it throws reaches whoever asked, and undoes nothing. */
  afterCommit(work: () => Promise<void>): void;
}

/** A scope of a signed-in member. */
export interface MemberScope extends Scope {
  readonly actor: Actor;
}

type Permits = (permission: Permission) => boolean;

function scopeIn(
  context: TenantContext,
  tx: TenantTx,
  keys: TenantKeys,
  permits: Permits,
  drafts: AuditDraft[],
  later: (() => Promise<void>)[],
  address: string | undefined,
): Scope {
  return {
    tenantId: context.tenantId,
    actorId: context.actorId,
    role: context.role,
    tx,
    tokens: tokensOf(keys),
    require(permission) {
      if (!permits(permission)) throw new AccessDenied(permission);
    },
    allows: permits,
    record: (event) => void drafts.push({ address, ...event }),
    disclose(event) {
      drafts.push({ address, ...event });
      return (sealed, place) => openField(keys, place, sealed);
    },
    seal: (place, text) => sealField(keys, place, text),
    afterCommit: (work) => void later.push(work),
  };
}

/**
 * Runs `work` in one transaction of one tenant, appends what it recorded as the last statement, and
 * returns only after the commit: nothing that was opened leaves unless its event is in the trail.
 * Keys are unwrapped before the transaction begins; when they cannot be, whatever needs one ends it. If
 * it meets a newer version it is rolled back, and `work` runs once more with newer keys.
 */
export async function runAs<T>(
  context: TenantContext,
  permits: Permits,
  work: (scope: Scope) => Promise<T>,
  address?: string,
): Promise<T> {
  const { value, later } = await withKeys(context, (keys) => {
    const afterwards: (() => Promise<void>)[] = [];
    return inTenant(context, async (tx) => {
      const drafts: AuditDraft[] = [];
      const result = await work(scopeIn(context, tx, keys, permits, drafts, afterwards, address));
      // What is about a patient waits for the keys, sealed or not: half of a record would look like all of it.
      if (drafts.some(({ patientIds = [] }) => patientIds.length > 0)) keys.assertAtHand();
      await appendEvents(tx, keys, drafts);
      return { value: result, later: afterwards };
    });
  });
  for (const each of later) await each();
  return value;
}

/** Whether the clinic has this patient, so that a denial is in the access history of nobody else's patient. */
async function isKnown(tx: TenantTx, tenantId: string, patientId: PatientId): Promise<boolean> {
  const found = await tx
    .select({ id: patients.id })
    .from(patients)
    .where(and(eq(patients.tenantId, tenantId), eq(patients.id, patientId)));
  return found.length > 0;
}

/**
 * Appends what was refused in a transaction of its own, since the refused one leaves no trace. What was
 * asked about a patient of the clinic is in that patient's access history.
 */
async function recordDenial(
  context: TenantContext,
  error: AccessDenied | NotFound,
  address: string | undefined,
  about?: PatientId,
): Promise<void> {
  const keys = await tenantKeysIfNeeded(context);
  const event: AuditDraft =
    error instanceof AccessDenied
      ? { action: "access.denied", outcome: "denied", details: { permission: error.permission } }
      : {
          action: "access.denied",
          outcome: "denied",
          entity: error.kind,
          ...(error.id === undefined ? {} : { entityId: error.id }),
        };
  await inTenant(context, async (tx) => {
    const isAbout = about !== undefined && (await isKnown(tx, context.tenantId, about));
    const denied = { address, ...event };
    await appendEvents(tx, keys, [isAbout ? { ...denied, patientIds: [about] } : denied]);
  });
}

const listed = (needed: Permission | readonly Permission[]): readonly Permission[] =>
  typeof needed === "string" ? [needed] : needed;

/**
 * Ends a request for which `actor` holds no role, and records it as denied. Doors ask before they look
 * at what was sent, so that nobody learns the shape of an input that is not theirs to send.
 */
export async function assertPermitted(
  actor: Actor,
  needed: Permission | readonly Permission[],
): Promise<void> {
  const permissions = listed(needed);
  if (roleFor(actor.roles, permissions) !== undefined) return;
  const denied = new AccessDenied(permissions[0] ?? "home:read");
  const [role] = actor.roles;
  if (role !== undefined) {
    const context = { tenantId: actor.tenantId, actorId: actor.memberId, role };
    await recordDenial(context, denied, actor.address);
  }
  throw denied;
}

/**
 * Runs `work` as `actor`, under the first of their roles that holds every permission asked for. A
 * missing permission and a record that is not there (or not theirs) are recorded as denied, with the
 * patient that the request was `about`, then thrown on.
 */
export async function runInScope<T>(
  actor: Actor,
  needed: Permission | readonly Permission[],
  work: (scope: MemberScope) => Promise<T>,
  about?: PatientId,
): Promise<T> {
  const permissions = listed(needed);
  const role: MemberRole | undefined = roleFor(actor.roles, permissions);
  const fallback = role ?? actor.roles[0];
  if (fallback === undefined) throw new AccessDenied(permissions[0] ?? "home:read");
  const context = { tenantId: actor.tenantId, actorId: actor.memberId, role: fallback };

  try {
    if (role === undefined) throw new AccessDenied(permissions[0] ?? "home:read");
    return await runAs(
      context,
      (permission) => can(role, permission),
      (scope) => work({ ...scope, actor }),
      actor.address,
    );
  } catch (error) {
    if (error instanceof AccessDenied || error instanceof NotFound) {
      await recordDenial(context, error, actor.address, about);
    }
    throw error;
  }
}
