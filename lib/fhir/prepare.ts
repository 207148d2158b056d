import "server-only";
import { newId } from "#lib/ids";
import type { Draft, Link } from "./draft.ts";
import type { Located } from "./read.ts";
import { isShared, type SourceKey } from "./references.ts";
import type { Finding } from "./report.ts";
import { type Prepared, type Target, targetOf, type UnitRun } from "./run.ts";
import type { KnownRow } from "./sources.ts";

/** A draft with the place it came from. */
export interface Placed {
  readonly file: string;
  readonly located: Located;
  readonly draft: Draft;
}

/**
 * Finds the rows that drafts are to become: which are new, which have changed, and where their links
 * lead. What misses a link that it cannot do without is skipped; what has not changed is counted and
 * dropped.
 */
export async function prepare(unit: UnitRun, batch: readonly Placed[]): Promise<Prepared[]> {
  const known = await unit.sources.find(unit.tx, keysToFind(unit, batch));
  const ready = new Map<string, Prepared>();
  for (const placed of batch) {
    const prepared = prepareOne(unit, placed, known, ready);
    if (prepared) ready.set(prepared.id, prepared);
  }
  return [...ready.values()];
}

function prepareOne(
  unit: UnitRun,
  placed: Placed,
  known: ReadonlyMap<SourceKey, KnownRow>,
  ready: ReadonlyMap<string, Prepared>,
): Prepared | undefined {
  const { draft } = placed;
  const counts = unit.report.of(placed.located.type);
  const links = linksOf(unit, placed, known);
  if (!links) {
    counts.skipped += 1;
    return undefined;
  }

  const hash = unit.sources.contentHash(
    JSON.stringify([draft.entity, draft.plain, draft.sealed, links, draft.extra ?? null]),
  );
  const identity = isShared(draft.resourceType) ? draft.keys : draft.keys.slice(0, 1);
  const inUnit = identity.map((key) => targetOf(unit, key)).find(Boolean);
  const knownBy = identity.find((key) => known.has(key));
  const earlier = knownBy === undefined ? undefined : known.get(knownBy);
  const pending = inUnit && ready.get(inUnit.id);
  const before = inUnit?.hash ?? earlier?.contentHash;
  const id = inUnit?.id ?? earlier?.rowId ?? newId();
  const isNew = pending ? pending.isNew : !inUnit && !earlier;
  for (const key of draft.keys) {
    const target = targetOf(unit, key);
    if (!target || target.id === id) unit.newTargets.set(key, { entity: draft.entity, id, hash });
  }

  if (before && Buffer.from(before).equals(hash)) {
    counts.unchanged += 1;
    return undefined;
  }
  if (isNew && !pending) counts.written += 1;
  else counts.updated += 1;
  const { file, located } = placed;
  return { draft, file, at: located.at, label: located.label, id, isNew, links, hash, knownBy };
}

function keysToFind(unit: UnitRun, batch: readonly Placed[]): Set<SourceKey> {
  const keys = new Set<SourceKey>();
  for (const { draft } of batch) {
    for (const key of draft.keys) keys.add(key);
    for (const link of linksIn(draft)) {
      for (const key of link.keys) if (!targetOf(unit, key)) keys.add(key);
    }
  }
  return keys;
}

function linksIn(draft: Draft): Link[] {
  const own = Object.values(draft.links).filter((link) => link !== undefined);
  const parts = draft.extra?.kind === "receipt" ? draft.extra.parts.map((part) => part.claim) : [];
  return [...own, ...parts];
}

/** Where the links of a draft lead, by column; undefined when a required one leads nowhere. */
function linksOf(
  unit: UnitRun,
  placed: Placed,
  known: ReadonlyMap<SourceKey, KnownRow>,
): Record<string, string | null> | undefined {
  const links: Record<string, string | null> = {};
  const named = Object.entries(placed.draft.links);
  const parts = linksIn(placed.draft).slice(named.filter(([, link]) => link).length);
  for (const [column, link] of [
    ...named,
    ...parts.map((link, at) => [`part${at}`, link] as const),
  ]) {
    if (!link) {
      if (!column.startsWith("part")) links[column] = null;
      continue;
    }
    const target = resolve(unit, link, known);
    links[column] = target && target.entity === link.entity ? target.id : null;
    if (target?.entity === link.entity || (target && !link.required)) continue;
    unit.report.findings.push(missing(placed, link));
    if (link.required) return undefined;
  }
  return links;
}

function resolve(
  unit: UnitRun,
  link: Link,
  known: ReadonlyMap<SourceKey, KnownRow>,
): Target | undefined {
  for (const key of link.keys) {
    const target = targetOf(unit, key);
    if (target) return target;
    const row = known.get(key);
    if (row) return { entity: row.entity, id: row.rowId };
  }
  return undefined;
}

function missing({ file, located }: Placed, link: Link): Finding {
  const what = link.entity === "patients" ? "the patient" : `the row in ${link.entity}`;
  return {
    file,
    at: located.at,
    resource: located.label,
    field: link.field,
    reason: link.required
      ? `${what} it belongs to is neither in the input nor in the clinic`
      : "refers to something neither in the input nor in the clinic; imported without this link",
    severity: link.required ? "skipped" : "noted",
  };
}
