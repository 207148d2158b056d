import { parseArgs } from "node:util";
import { asc, eq } from "drizzle-orm";
import { closePool } from "#db/client";
import { inDirectory } from "#db/directory";
import { platformOperatorId } from "#db/roles";
import { tenants } from "#db/schema/tenants";
import { inTenant, type TenantTx } from "#db/tenant";
import { sentenceOf } from "#lib/audit/verdict";
import { verifyChain } from "#lib/audit/verify";
import { newestOutside } from "#lib/checkpoints/clinic-round";
import { fileSink } from "#lib/checkpoints/file-sink";
import { holdAgainst, type SignedVerdict } from "#lib/checkpoints/hold-against";
import { lineNames, readTrust } from "#lib/checkpoints/trust";
import { keepVerification } from "#lib/checkpoints/verifications";
import { recordVerification } from "#lib/checkpoints/verify-now";
import { keyProvider } from "#lib/kms/configured";
import { Complaint, command } from "./complaint.ts";
import { checkpointFolderOf } from "./data-folder.ts";
import { type Administration, openDatabase } from "./database.ts";
import { actAsOperator } from "./operator.ts";

const usage = "Usage: npm run audit:verify -- --clinic <slug> | --all";

interface Clinic {
  readonly id: string;
  readonly slug: string;
}

await command(async (args) => {
  const slug = parseOptions(args);
  const database = await openDatabase();
  try {
    const { folder } = database;
    const key = await verifyingKey(database);
    const checks = { key, folder: process.env.CHECKPOINT_FOLDER || checkpointFolderOf(folder) };
    if (!key)
      console.error(
        "The signing key cannot be had: chains are walked, and not held against what was signed.",
      );
    const clinics = await clinicsNamed(slug);
    const width = Math.max(...clinics.map((clinic) => clinic.slug.length));
    let damaged = 0;
    for (const clinic of clinics) {
      const verdict = await verify(clinic, checks);
      if (verdict.damage) damaged += 1;
      console.log(
        `${clinic.slug.padEnd(width)}  position ${verdict.position}  head ${verdict.head}  ${sentenceOf(verdict)}${signed(verdict)}`,
      );
    }
    if (clinics.length > 1) console.log(`${clinics.length} chains verified, ${damaged} damaged`);
    return damaged > 0 ? 1 : 0;
  } finally {
    await closePool();
    await database.release();
  }
});

/** Signs in as the operator. What signs may be away: then there is no key, and the chains are walked all the same. */
async function verifyingKey(database: Administration): Promise<Uint8Array | undefined> {
  try {
    await actAsOperator(database);
    return await (await keyProvider()).verifyingKey();
  } catch {
    return undefined;
  }
}

/** The slug asked for, or undefined for all clinics. */
function parseOptions(args: string[]): string | undefined {
  try {
    const options = { clinic: { type: "string" }, all: { type: "boolean" } } as const;
    const { clinic, all = false } = parseArgs({ args, options }).values;
    if (all !== (clinic !== undefined) && clinic !== "") return clinic;
  } catch {
    // Answered below.
  }
  throw new Complaint(usage);
}

async function clinicsNamed(slug: string | undefined): Promise<Clinic[]> {
  const found = await inDirectory((tx) =>
    tx
      .select({ id: tenants.id, slug: tenants.slug })
      .from(tenants)
      .where(slug === undefined ? undefined : eq(tenants.slug, slug))
      .orderBy(asc(tenants.slug)),
  ).catch((error: unknown) => {
    throw isUnmigrated(error)
      ? new Complaint('This database has no clinics yet: start with "npm run demo".')
      : error;
  });
  if (found.length > 0) return found;
  throw new Complaint(
    slug === undefined
      ? "There are no clinics yet."
      : `There is no clinic with the slug "${slug}".`,
  );
}

interface Checks {
  readonly key: Uint8Array | undefined;
  readonly folder: string;
}

async function verify({ id, slug }: Clinic, { key, folder }: Checks): Promise<SignedVerdict> {
  const context = { tenantId: id, actorId: platformOperatorId, role: "chartkeep_auditor" } as const;
  const onProgress = (position: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${slug}  ${position}\u001b[K`);
  };
  const verdict = await inTenant(
    context,
    async (tx): Promise<SignedVerdict> =>
      key
        ? heldAgainst(tx, id, { key, folder, onProgress })
        : { ...(await verifyChain(tx, id, { onProgress })), checkpointSize: null },
  );
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  await inTenant(context, async (tx) => {
    const { checkpointSize } = verdict;
    await keepVerification(tx, id, { extent: "full", from: 1, verdict, checkpointSize });
    // A damaged chain is evidence: nothing is added to it.
    if (!verdict.damage) await recordVerification(tx);
  });
  return verdict;
}

async function heldAgainst(
  tx: TenantTx,
  id: string,
  {
    key,
    folder,
    onProgress,
  }: { readonly key: Uint8Array; readonly folder: string; onProgress(position: number): void },
): Promise<SignedVerdict> {
  const trust = await readTrust(tx, id, key);
  const failures: unknown[] = [];
  const outside = await newestOutside(lineNames(trust, id), [fileSink(folder)], failures);
  if (failures.length > 0) throw new Complaint(`${folder} cannot be read.`);
  return holdAgainst(tx, id, trust, { outside, onProgress });
}

function signed({ checkpointSize }: SignedVerdict): string {
  return checkpointSize === null ? "" : `, signed up to ${checkpointSize}`;
}

/** Without a migration there is no operator to log in as, or no tables for them. */
function isUnmigrated(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ("code" in each && ["28P01", "28000", "42P01", "3F000"].includes(String(each.code))) {
      return true;
    }
  }
  return false;
}
