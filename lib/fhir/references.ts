import type { Identifier, Reference } from "./types.ts";

/**
 * Names under which a resource can be found, best first: `Patient/123`, `urn:uuid:...` and
 * `Practitioner?identifier=system|value`. Every way of writing a reference comes down to one of them.
 */
export type SourceKey = string;

/** The key of a resource by its type and id. */
export const idKey = (type: string, id: string): SourceKey => `${type}/${id}`;

/** The key of a resource by one of its identifiers. */
export const identifierKey = (type: string, system: string | undefined, value: string): SourceKey =>
  `${type}?identifier=${system ?? ""}|${value}`;

/** Types of which many files bring their own copy: one identifier is one row, whatever their ids. */
const sharedTypes = ["Organization", "Practitioner"];

/** Whether a type is known by its identifiers, so that copies of one resource become one row. */
export const isShared = (type: string): boolean => sharedTypes.includes(type);

/** Whether a key means something in its own Bundle only, and is not kept. */
export const isLocal = (key: SourceKey): boolean => key.startsWith("urn:");

/** The resource type that a lasting key is of. */
export const typeOfKey = (key: SourceKey): string => key.slice(0, key.search(/[/?]/));

/** What `sourceKeys` needs of a resource. */
export interface Named {
  readonly resourceType: string;
  readonly id?: string | undefined;
  readonly identifier?: readonly Identifier[] | undefined;
}

/**
 * The keys of a resource: the first names its row for good, the others lead to it. Organizations and
 * practitioners are known by their identifier, everything else by type and id, else by the address
 * that its Bundle gave it.
 */
export function sourceKeys(resource: Named, fullUrl: string | undefined): SourceKey[] {
  const { resourceType: type, id } = resource;
  const byIdentifier = (resource.identifier ?? []).flatMap((one) =>
    one.value ? [identifierKey(type, one.system, one.value)] : [],
  );
  const byId = id ? [idKey(type, id)] : [];
  const byUrl = fullUrl ? addressKeys(fullUrl, [type]) : [];
  const keys = isShared(type)
    ? [...byIdentifier, ...byId, ...byUrl]
    : [...byId, ...byUrl, ...byIdentifier];
  const [local, lasting] = [keys.filter(isLocal), keys.filter((key) => !isLocal(key))];
  return [...new Set([...lasting, ...local])];
}

/**
 * The keys that a reference may mean, best first. `types` are those that its field may hold: an
 * `urn:uuid:` says nothing about the type, and a later file may know the same resource by its id.
 */
export function referenceKeys(
  reference: Reference | undefined,
  types: readonly string[],
): SourceKey[] {
  if (!reference) return [];
  const keys = reference.reference ? addressKeys(reference.reference, types) : [];
  const { identifier } = reference;
  const named = identifier?.value
    ? types.map((type) => identifierKey(type, identifier.system, identifier.value ?? ""))
    : [];
  return [...new Set([...keys, ...named])];
}

function addressKeys(address: string, types: readonly string[]): SourceKey[] {
  const uuid = /^urn:(?:uuid|oid):(.+)$/.exec(address)?.[1];
  if (uuid) return [`urn:${uuid}`, ...types.map((type) => idKey(type, uuid))];

  const conditional = /^([A-Z][A-Za-z]+)\?(?:.*&)?identifier=([^&]+)/.exec(address);
  if (conditional) {
    const [, type = "", query = ""] = conditional;
    return conditionalKeys(type, decoded(query));
  }
  const literal = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/.exec(
    address,
  );
  return literal ? [idKey(literal[1] ?? "", literal[2] ?? "")] : [];
}

function conditionalKeys(type: string, query: string): SourceKey[] {
  const bar = query.indexOf("|");
  return bar < 0
    ? [identifierKey(type, undefined, query)]
    : [identifierKey(type, query.slice(0, bar), query.slice(bar + 1))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
