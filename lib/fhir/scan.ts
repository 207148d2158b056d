import type { Draft, Mapped } from "./draft.ts";
import type { InputFile } from "./input-files.ts";
import { refused } from "./kind.ts";
import { kindFor } from "./kinds/all.ts";
import type { Located } from "./read.ts";
import { BrokenFile, readResources } from "./read.ts";
import type { SourceKey } from "./references.ts";

/** What one file turned out to hold, and which other files it leans on. */
export interface Scanned {
  readonly file: InputFile;
  readonly types: ReadonlySet<string>;
  readonly resources: number;
  /** The references that its own resources do not answer, each by all the keys it may mean. */
  readonly outside: readonly (readonly SourceKey[])[];
  /** Whether it holds reports that list results of other files. */
  readonly reportsElsewhere: boolean;
}

/** Which file answers to a key, over the whole input. */
export type KeyIndex = Map<SourceKey, number>;

/** Maps one located resource, or says why it cannot be. */
export function mapLocated(located: Located, timeZone: string): Mapped {
  if (located.type === "") return refused("resourceType", "not a FHIR resource");
  const kind = kindFor(located.type);
  if (!kind) return refused("resourceType", "not a kind that this clinic keeps");
  if (located.keys.length === 0) return refused("id", "neither an id nor a fullUrl to know it by");
  return kind.map(located.resource, { timeZone, keys: located.keys });
}

/**
 * Reads a file through once, without keeping its resources. A file that breaks anywhere is refused
 * here, before anything of it could be written.
 */
export async function scanFile(
  file: InputFile,
  number: number,
  index: KeyIndex,
  timeZone: string,
  onRead: () => void,
): Promise<Scanned | BrokenFile> {
  const own = new Set<SourceKey>();
  const wanted = new Map<string, readonly SourceKey[]>();
  const listed: (readonly SourceKey[])[] = [];
  const types = new Set<string>();
  let resources = 0;
  try {
    for await (const located of readResources(file)) {
      resources += 1;
      onRead();
      types.add(located.type);
      for (const draft of mapLocated(located, timeZone).drafts) {
        for (const key of located.keys) own.add(key);
        for (const keys of keysWanted(draft)) wanted.set(keys.join(" "), keys);
        if (draft.extra?.kind === "panel") listed.push(...draft.extra.results);
      }
    }
  } catch (error) {
    if (error instanceof BrokenFile) return error;
    throw error;
  }
  for (const key of own) {
    if (!key.startsWith("Observation/") && !index.has(key)) index.set(key, number);
  }
  const isOutside = (keys: readonly SourceKey[]) => !keys.some((key) => own.has(key));
  return {
    file,
    types,
    resources,
    outside: [...wanted.values()].filter(isOutside),
    reportsElsewhere: listed.some(isOutside),
  };
}

function keysWanted(draft: Draft): (readonly SourceKey[])[] {
  const links = Object.values(draft.links).flatMap((link) => (link ? [link.keys] : []));
  const claims =
    draft.extra?.kind === "receipt" ? draft.extra.parts.map((one) => one.claim.keys) : [];
  return [...links, ...claims];
}
