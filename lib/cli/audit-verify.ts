import { parseArgs } from "node:util";
import { asc, eq } from "drizzle-orm";
import { closePool, configurePool } from "#db/client";
import { inDirectory } from "#db/directory";
import { platformOperatorId } from "#db/roles";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import { type ChainVerdict, sentenceOf } from "#lib/audit/verdict";
import { recordVerification } from "#lib/audit/verification";
import { verifyChain } from "#lib/audit/verify";
import { Complaint, command } from "./complaint.ts";
import { loginUrl, openDatabase } from "./database.ts";

const usage = "Usage: npm run audit:verify -- --clinic <slug> | --all";

interface Clinic {
  readonly id: string;
  readonly slug: string;
}

await command(async (args) => {
  const slug = parseOptions(args);
  const database = await openDatabase();
  try {
    const { adminUrl, secrets } = database;
    configurePool(loginUrl(adminUrl, "operator", secrets), {
      max: 2,
      contextKey: secrets.contextKey,
    });
    const clinics = await clinicsNamed(slug);
    const width = Math.max(...clinics.map((clinic) => clinic.slug.length));
    let damaged = 0;
    for (const clinic of clinics) {
      const verdict = await verify(clinic);
      if (verdict.damage) damaged += 1;
      console.log(
        `${clinic.slug.padEnd(width)}  position ${verdict.position}  head ${verdict.head}  ${sentenceOf(verdict)}`,
      );
    }
    if (clinics.length > 1) console.log(`${clinics.length} chains verified, ${damaged} damaged`);
    return damaged > 0 ? 1 : 0;
  } finally {
    await closePool();
    await database.release();
  }
});

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

async function verify({ id, slug }: Clinic): Promise<ChainVerdict> {
  const context = { tenantId: id, actorId: platformOperatorId, role: "chartkeep_auditor" } as const;
  const verdict = await inTenant(context, (tx) =>
    verifyChain(tx, id, (position) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${slug}  ${position}\u001b[K`);
    }),
  );
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  // A damaged chain is evidence: nothing is added to it.
  if (!verdict.damage) await inTenant(context, (tx) => recordVerification(tx));
  return verdict;
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
