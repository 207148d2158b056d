import { createHash } from "node:crypto";
import { closePool, configurePool } from "#db/client";
import { platformOperatorId } from "#db/roles";
import { inTenant } from "#db/tenant";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { verifyChain } from "#lib/audit/verify";
import { isSigned } from "#lib/keys/certificate";
import { approveShredding } from "#lib/keys/commands";
import { requestShredding, shredClinic } from "#lib/keys/shred";
import { tenantKeys } from "#lib/phi/keys";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { Canaries } from "./sealed-canaries/canaries.ts";
import { type Place, placesOf } from "./sealed-canaries/places.ts";
import { plantInto } from "./sealed-canaries/planting.ts";
import { guessedKeys, openedOf, takeCopy } from "./shred/attacker.ts";

/**
 * A clinic's records are planted, copied as a backup would have them, and shredded. With the copy, the
 * root key and everything that is left, none of them can be read again; another clinic is as it was, byte
 * for byte, and the trail of the shredded one still verifies.
 */
export const claim: Claim = {
  title: "Shredding leaves nothing readable, in copies from before neither",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  const goal = full ? 1_000 : 100;
  const canaries = new Canaries();
  try {
    const [clinic, other] = [await newClinic(), await newClinic()];
    await plantInto(clinic, canaries, goal, appUrl);
    await plantInto(other, new Canaries(), full ? 100 : 30, appUrl);
    const copy = await takeCopy(admin, clinic.tenantId);
    const readableBefore = recovered(await openedOf(copy), canaries);
    const guessableBefore = await guessedKeys(copy);
    const othersBefore = await digestOf(other.tenantId);
    log(`${canaries.planted} planted; of the copy ${readableBefore} can be read before`);

    const certificate = await shred(clinic, appUrl);
    const keysLeft = await keysIn(clinic.tenantId);
    await admin`checkpoint`;

    const readableAfter = recovered(await openedOf(copy), canaries);
    const guesses = await guessedKeys(copy);
    let found = 0;
    for (const [name, place] of Object.entries(placesOf(admin))) {
      const hits = await search(place, canaries);
      found += hits;
      log(`${name}: ${hits} found`);
    }
    const isOpen = await tenantKeys({
      tenantId: clinic.tenantId,
      role: "prescriber",
      actorId: platformOperatorId,
    }).then(
      () => true,
      () => false,
    );
    const isSame = (await digestOf(other.tenantId)) === othersBefore;
    const othersReadable = (await openedOf(await takeCopy(admin, other.tenantId))).length;
    const chain = await chainOf(clinic.tenantId);
    return {
      held:
        canaries.planted >= goal &&
        // Else the search would be blind, and the guessing wrong.
        readableBefore > 0 &&
        guessableBefore.right === copy.keys.length &&
        readableAfter === 0 &&
        guesses.right === 0 &&
        keysLeft === 0 &&
        found === 0 &&
        !isOpen &&
        isSame &&
        othersReadable > 0 &&
        chain === "intact" &&
        isSigned(certificate),
      figures: {
        planted: canaries.planted,
        "readable of the copy before": readableBefore,
        "readable of the copy after": readableAfter,
        "guesses at the secret": guesses.guesses,
        "right guesses": guesses.right,
        "wrapped keys left in the database": keysLeft,
        "found in dump, heap, WAL, logs and bundles": found,
        "keys in memory after": isOpen ? 1 : 0,
        "another clinic": isSame ? "byte-equal" : "CHANGED",
        chain,
        certificate: isSigned(certificate) ? "signed" : "NOT SIGNED",
      },
    };
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

async function shred(clinic: TestClinic, appUrl: string) {
  const order = { tenantId: clinic.tenantId, slug: clinic.slug, operator: "The proof" };
  await signIn(process.env.TEST_OPERATOR_URL ?? "");
  await requestShredding(order);
  await signIn(appUrl);
  await runInScope(clinic.as("tenant_admin"), "key:manage", (scope) =>
    approveShredding(scope, { slug: clinic.slug }),
  );
  await admin`update directory.tenants set status = 'offboarded' where id = ${clinic.tenantId}`;
  await signIn(process.env.TEST_OPERATOR_URL ?? "");
  return shredClinic(order);
}

/** How many keys of a clinic the database still has in any form. */
async function keysIn(tenantId: string): Promise<number> {
  const [row] = await admin<{ count: number }[]>`select count(*)::int from app.tenant_keys
    where tenant_id = ${tenantId} and (wrapped is not null or state <> 'destroyed')`;
  return row?.count ?? -1;
}

async function signIn(url: string): Promise<void> {
  await closePool();
  configurePool(url, { max: 4 });
}

/** How many of the planted values are among the texts. */
function recovered(texts: readonly string[], canaries: Canaries): number {
  const all = texts.join("\n");
  const words = new Set(all.match(new RegExp(`${canaries.mark}[a-z]{6}`, "g")));
  return words.size + [...canaries.odd].filter((text) => all.includes(text)).length;
}

async function search(place: Place, canaries: Canaries): Promise<number> {
  const needles = canaries.needles();
  let hits = 0;
  for await (const piece of place()) {
    hits += needles.filter((needle) => piece.includes(needle)).length;
  }
  return hits;
}

/** Every row that a clinic has in any table, as one digest. */
async function digestOf(tenantId: string): Promise<string> {
  const tables = await admin<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('app', 'audit') and c.relname <> 'key_uses'
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
    order by 1`;
  const hash = createHash("sha256");
  for (const { name } of tables) {
    const [row] = await admin.unsafe<{ rows: string | null }[]>(
      `select string_agg(t::text, E'\\n' order by t::text) as rows from ${name} t where tenant_id = $1`,
      [tenantId],
    );
    hash.update(`${name}\n${row?.rows ?? ""}\n`);
  }
  return hash.digest("hex");
}

async function chainOf(tenantId: string): Promise<string> {
  const context = { tenantId, actorId: platformOperatorId, role: "chartkeep_auditor" } as const;
  const { damage } = await inTenant(context, (tx) => verifyChain(tx, tenantId));
  return damage === null ? "intact" : "DAMAGED";
}
