import { closePool } from "#db/client";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { newId } from "#lib/ids";
import { admin, newClinic } from "#lib/testing";
import { Canaries } from "./sealed-canaries/canaries.ts";
import { type Place, placesOf } from "./sealed-canaries/places.ts";
import { plantInto } from "./sealed-canaries/planting.ts";

/**
 * Columns that this proof does not plant in: those that nothing in the product writes yet, and those that
 * are written under an emergency or in a weekly review, which their own tests bring about.
 */
const notPlanted = [
  "adjustments.comment_sealed",
  "outbox.detail",
  "break_glass_grants.text_sealed",
  "break_glass_reviews.note_sealed",
  "activity_reviews.conclusion_sealed",
  "review_findings.content_sealed",
  "review_findings.note_sealed",
];

/**
 * Words, dates and numbers that exist nowhere else enter through the importer and through members'
 * commands, into every sealed column; then every place where bytes come to lie is searched for them,
 * as text, hexadecimal and base64. A word put into a plain column must be found, or the search is blind.
 */
export const claim: Claim = {
  title: "Planted PHI is found nowhere: dump, heap, WAL, logs, bundles",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  const canaries = new Canaries();
  const control = new Canaries();
  try {
    const clinic = await newClinic();
    await plantInto(clinic, canaries, full ? 1_000 : 150, appUrl);
    await admin`select set_config('app.current_tenant', ${clinic.tenantId}, false), set_config('app.actor', ${newId()}, false)`;
    await admin`insert into app.practitioners (tenant_id, id, display_name)
      values (${clinic.tenantId}, ${newId()}, ${control.word()})`;
    await admin`checkpoint`;

    const empty = await emptySealedColumns(clinic.tenantId);
    for (const column of empty) log(`nothing was sealed into ${column}`);
    const found: Record<string, number> = {};
    const seen: Record<string, number> = {};
    for (const [name, place] of Object.entries(placesOf(admin))) {
      const { hits, megabytes } = await search(place, canaries);
      found[`found in ${name}`] = hits;
      seen[name] = megabytes;
      log(`${name}: ${megabytes} MB searched, ${hits} found`);
    }
    const controls = await Promise.all(
      ["dump", "heap", "wal"].map(
        async (name) => (await search(placesOf(admin)[name] ?? nowhere, control)).hits > 0,
      ),
    );
    return {
      held:
        empty.length === 0 &&
        controls.every(Boolean) &&
        Object.values(found).every((hits) => hits === 0),
      figures: {
        canaries: canaries.planted,
        ...found,
        "MB searched": Object.values(seen).reduce((sum, each) => sum + each, 0),
        "controls found": `${controls.filter(Boolean).length} of ${controls.length}`,
        "sealed columns left empty": empty.length,
      },
    };
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}

/** The sealed columns that hold nothing of this clinic: what was not planted there is not proven there. */
async function emptySealedColumns(tenantId: string): Promise<string[]> {
  const columns = await admin<{ schema: string; name: string; column: string }[]>`
    select n.nspname as schema, c.relname as name, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('app', 'audit') and c.relkind = 'r' and a.atttypid = 'bytea'::regtype
      and (a.attname like '%\\_sealed' or a.attname = 'detail') order by 1, 2, 3`;
  const empty: string[] = [];
  for (const { schema, name, column } of columns) {
    const [row] = await admin`select 1 from ${admin(schema)}.${admin(name)}
      where tenant_id = ${tenantId} and ${admin(column)} is not null limit 1`;
    if (!row && !notPlanted.includes(`${name}.${column}`)) empty.push(`${name}.${column}`);
  }
  return empty;
}

async function search(
  place: Place,
  canaries: Canaries,
): Promise<{ hits: number; megabytes: number }> {
  const needles = canaries.needles();
  let hits = 0;
  let bytes = 0;
  for await (const piece of place()) {
    bytes += piece.length;
    hits += needles.filter((needle) => piece.includes(needle)).length;
  }
  return { hits, megabytes: Math.round(bytes / 1024 / 1024) };
}

const nowhere: Place = async function* none() {};
