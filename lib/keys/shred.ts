import "server-only";
import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { platformOperatorId } from "#db/roles";
import { keyHoldings } from "#db/schema/key-holdings";
import { shreddings } from "#db/schema/shreddings";
import { tenantKeys as keyTable } from "#db/schema/tenant-keys";
import { tenants } from "#db/schema/tenants";
import { inTenant, type TenantTx } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { readEnd } from "#lib/audit/chain-end";
import { newId } from "#lib/ids";
import { isBound } from "#lib/kms/clinic-bound";
import { forgetClinic, keyProvider } from "#lib/kms/configured";
import { forgetTenantKeys, tenantKeys, tenantKeysIfNeeded } from "#lib/phi/keys";
import { ShredCertificate, type SignedCertificate, signedBytes } from "./certificate.ts";
import { coverageOf, type DestroyedKey } from "./coverage.ts";
import { countHoldings } from "./holdings.ts";
import { aloneWithKeys, rotatorIn } from "./rotator.ts";

/** A shredding cannot be carried out as things stand. The message says why, and nothing was destroyed. */
export class ShredRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ShredRefused";
  }
}

/** Whose records are to end, typed out by the person at the operator's who says so in their own name. */
export interface ShredOrder {
  readonly tenantId: string;
  /** The clinic's slug, typed by that person and not looked up for them. */
  readonly slug: string;
  readonly operator: string;
}

/** How long an approval lasts. */
const approvalDays = 30;

/**
 * Asks the clinic's administrators to approve that its records become unreadable. Nothing is destroyed yet, and
 * the clinic works on. A request that is open already stays the one that is.
 */
export async function requestShredding(order: ShredOrder): Promise<void> {
  const { status } = await namedClinic(order);
  const { tenantId, operator } = order;
  if (await lastDestroyed(tenantId)) throw new ShredRefused("Its keys are destroyed already.");
  if (status === "offboarded")
    throw new ShredRefused("The clinic is offboarded: nobody of it can approve anything.");
  const keys = await tenantKeys(rotatorIn(tenantId));
  const id = newId();
  await inTenant(rotatorIn(tenantId), async (tx) => {
    const made = await tx.execute(sql`
      insert into app.shreddings (tenant_id, id, requested_by_name)
      values (${tenantId}, ${id}, ${operator}) on conflict do nothing returning id`);
    if (made.length === 0) return;
    await appendEvents(tx, keys, [
      { action: "shredding.requested", entity: "shreddings", entityId: id, details: { operator } },
    ]);
  });
}

/**
 * Why a clinic's shredding could not be carried out now if it were offboarded, in a sentence; undefined
 * where nothing stands in the way. To be asked before the clinic is offboarded: afterwards nobody of it can approve.
 */
export async function whyNotShred(order: ShredOrder): Promise<string | undefined> {
  try {
    await namedClinic(order);
    if (await lastDestroyed(order.tenantId)) return undefined;
    await inTenant(rotatorIn(order.tenantId), (tx) => approved(tx, order.tenantId));
    return undefined;
  } catch (error) {
    if (error instanceof ShredRefused) return error.message;
    throw error;
  }
}

/**
 * Makes a clinic's records unreadable for everybody and for good: destroys every version of its keys in
 * the database, and the secret that they need outside of it. It takes two people: somebody at the operator's, and an
 * administrator of the clinic who approved in the last thirty days. Throws `ShredRefused` before
 * anything is destroyed. A run that was cut off is gone on with by the next, which returns the certificate.
 */
export async function shredClinic(order: ShredOrder): Promise<SignedCertificate> {
  const { status, ...clinic } = await namedClinic(order);
  const { tenantId } = order;
  if (status !== "offboarded")
    throw new ShredRefused("The clinic is not offboarded: its people may still be at work.");
  const isUnderWay = await lastDestroyed(tenantId);
  if (isUnderWay?.certificate === null || !isUnderWay) {
    if (!isUnderWay) await destroyKeys(order);
    forgetTenantKeys(tenantId);
    await forgetClinic(tenantId);
    await certify(tenantId, clinic);
  }
  const done = await lastDestroyed(tenantId);
  if (!done?.certificate || !done.signature || !done.verifyingKey)
    throw new Error("a shredding has no certificate");
  const { certificate: text, signature, verifyingKey } = done;
  return { text, signature, verifyingKey };
}

async function namedClinic({ tenantId, slug, operator }: ShredOrder) {
  const [clinic] = await inDirectory((tx) =>
    tx
      .select({
        id: tenants.id,
        slug: tenants.slug,
        name: tenants.name,
        status: tenants.status,
      })
      .from(tenants)
      .where(eq(tenants.id, tenantId)),
  );
  if (!clinic || clinic.slug !== slug)
    throw new ShredRefused("The clinic's slug was not typed as it is.");
  if (operator.trim().length < 2) throw new ShredRefused("Say who you are: a name is needed.");
  return clinic;
}

async function lastDestroyed(tenantId: string) {
  const [row] = await inTenant(rotatorIn(tenantId), (tx) =>
    tx
      .select()
      .from(shreddings)
      .where(and(eq(shreddings.tenantId, tenantId), isNotNull(shreddings.destroyedAt)))
      .orderBy(desc(shreddings.destroyedAt))
      .limit(1),
  );
  return row;
}

async function destroyKeys({ tenantId, operator }: ShredOrder): Promise<void> {
  await countHoldings(tenantId);
  const keys = await tenantKeysIfNeeded(rotatorIn(tenantId));
  await inTenant(rotatorIn(tenantId), async (tx) => {
    await aloneWithKeys(tx, tenantId);
    const open = await approved(tx, tenantId);
    const found = JSON.stringify(await whatIsThere(tx, tenantId));
    await tx
      .update(keyTable)
      .set({ wrapped: null, state: "destroyed" })
      .where(eq(keyTable.tenantId, tenantId));
    await tx
      .update(shreddings)
      .set({ destroyedAt: sql`clock_timestamp()`, destroyedByName: operator, found })
      .where(and(eq(shreddings.tenantId, tenantId), eq(shreddings.id, open.id)));
    // Without details: there is no key left to seal them with.
    await appendEvents(tx, keys, [
      { action: "clinic.shredded", entity: "shreddings", entityId: open.id },
    ]);
  });
}

/** The request that an administrator of the clinic has approved lately; otherwise says what is missing. */
async function approved(tx: TenantTx, tenantId: string): Promise<{ readonly id: string }> {
  const [open] = await tx
    .select({
      id: shreddings.id,
      isApproved: sql<boolean>`coalesce(${shreddings.approvedAt}
          > clock_timestamp() - make_interval(days => ${approvalDays}), false)`,
    })
    .from(shreddings)
    .where(and(eq(shreddings.tenantId, tenantId), isNull(shreddings.destroyedAt)))
    .for("no key update");
  if (!open) throw new ShredRefused("Nobody has asked for it yet.");
  if (!open.isApproved)
    throw new ShredRefused(
      `An administrator of the clinic has to approve it first, on its page of keys, at most ${approvalDays} days before.`,
    );
  return open;
}

interface Found {
  readonly keys: readonly DestroyedKey[];
  readonly rows: readonly { readonly table: string; readonly rows: number }[];
}

async function whatIsThere(tx: TenantTx, tenantId: string): Promise<Found> {
  const keys = await tx.select().from(keyTable).where(eq(keyTable.tenantId, tenantId));
  const rows = await tx
    .select({ table: keyHoldings.heldIn, rows: sql<number>`sum(${keyHoldings.rows})::float8` })
    .from(keyHoldings)
    .where(eq(keyHoldings.tenantId, tenantId))
    .groupBy(keyHoldings.heldIn)
    .orderBy(keyHoldings.heldIn);
  return {
    keys: keys.map(({ purpose, version, provider, wrapped }) => ({
      purpose,
      version,
      provider,
      isBound: wrapped !== null && isBound(wrapped),
    })),
    rows,
  };
}

async function certify(tenantId: string, clinic: ShredCertificate["clinic"]): Promise<void> {
  const [provider, row] = [await keyProvider(), await lastDestroyed(tenantId)];
  if (!row?.found || !row.destroyedAt || !row.approvedAt) throw new Error("nothing was destroyed");
  const found = JSON.parse(row.found) as Found;
  const end = await inTenant(
    { tenantId, actorId: platformOperatorId, role: "chartkeep_auditor" },
    (tx) => readEnd(tx, tenantId),
  );
  const certificate: ShredCertificate = ShredCertificate.parse({
    format: "chartkeep-shred-certificate-1",
    id: row.id,
    clinic,
    requestedBy: row.requestedByName,
    requestedAt: row.requestedAt.toISOString(),
    approvedBy: row.approvedBy,
    approvedAt: row.approvedAt.toISOString(),
    destroyedBy: row.destroyedByName,
    destroyedAt: row.destroyedAt.toISOString(),
    ...found,
    chain: { position: end.seq, head: end.hash.toString("hex") },
    ...coverageOf(found.keys),
    signedBy: provider.name,
  });
  const text = JSON.stringify(certificate, null, 2);
  const signature = await provider.sign(signedBytes(text));
  const verifyingKey = await provider.verifyingKey();
  await inTenant(rotatorIn(tenantId), (tx) =>
    tx
      .update(shreddings)
      .set({ certificate: text, signature, verifyingKey })
      .where(
        and(
          eq(shreddings.tenantId, tenantId),
          eq(shreddings.id, row.id),
          isNull(shreddings.certificate),
        ),
      ),
  );
}
