/** One patient in the order by name: the folded name, and what a list can be narrowed by. */
export interface NameEntry {
  readonly id: string;
  readonly key: string;
  readonly status: string;
  readonly isRestricted: boolean;
  readonly isDeceased: boolean;
  readonly practitionerId: string | null;
  readonly version: number;
}

/** The patients of one clinic in order of their names, held in memory while its keys are. */
export class NameOrder {
  readonly #byId = new Map<string, NameEntry>();
  readonly #named = new Map<string, number>();
  #sorted: readonly NameEntry[] = [];

  get size(): number {
    return this.#byId.size;
  }

  /** Whether this version of the patient is in it already. */
  holds(id: string, version: number): boolean {
    return this.#byId.get(id)?.version === version;
  }

  /** Takes in new and changed patients. */
  put(entries: readonly NameEntry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) {
      this.#count(this.#byId.get(entry.id), -1);
      this.#count(entry, 1);
      this.#byId.set(entry.id, entry);
    }
    this.#sorted = [...this.#byId.values()].sort(compare);
  }

  /** How many patients have this name. One who was entered in error has none. */
  namesakes(key: string): number {
    return this.#named.get(key) ?? 0;
  }

  /** The ids that follow `after`, and how many there are in all, among the patients that pass. */
  page(
    passes: (entry: NameEntry) => boolean,
    after: string | undefined,
    size: number,
  ): { readonly ids: string[]; readonly hasMore: boolean; readonly total: number } {
    const last = after === undefined ? undefined : this.#byId.get(after);
    const matching = this.#sorted.filter(passes);
    const rest = last ? matching.filter((entry) => compare(entry, last) > 0) : matching;
    const ids = rest.slice(0, size).map((entry) => entry.id);
    return { ids, hasMore: rest.length > size, total: matching.length };
  }

  #count(entry: NameEntry | undefined, by: 1 | -1): void {
    if (!entry || entry.status === "entered_in_error") return;
    this.#named.set(entry.key, this.namesakes(entry.key) + by);
  }
}

function compare(a: NameEntry, b: NameEntry): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
