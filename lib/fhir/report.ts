/** What became of the resources of one type. */
export interface TypeCounts {
  read: number;
  written: number;
  unchanged: number;
  updated: number;
  skipped: number;
}

/** One thing that was not imported as it came, named by place and id only. */
export interface Finding {
  readonly file: string;
  readonly at: string;
  readonly resource: string;
  readonly field: string;
  readonly reason: string;
  /** `refused` a whole file, `skipped` a resource, `noted` something about one that was imported. */
  readonly severity: "refused" | "skipped" | "noted";
}

/** What an import read and did. It holds no PHI: types, ids, fields and reasons. */
export class Report {
  readonly types = new Map<string, TypeCounts>();
  readonly findings: Finding[] = [];
  files = 0;

  /** The counts of a type, made on first use. */
  of(type: string): TypeCounts {
    const known = this.types.get(type);
    if (known) return known;
    const counts = { read: 0, written: 0, unchanged: 0, updated: 0, skipped: 0 };
    this.types.set(type, counts);
    return counts;
  }

  /** Takes over what a part of the import did. */
  add(part: Report): void {
    for (const [type, counts] of part.types) {
      const sum = this.of(type);
      for (const key of countKeys) sum[key] += counts[key];
    }
    for (const finding of part.findings) this.findings.push(finding);
    this.files += part.files;
  }

  /** The sum over all types. */
  total(): TypeCounts {
    const sum = { read: 0, written: 0, unchanged: 0, updated: 0, skipped: 0 };
    for (const counts of this.types.values()) {
      for (const key of countKeys) sum[key] += counts[key];
    }
    return sum;
  }

  /** How many files were refused whole. */
  get refusedFiles(): number {
    return this.findings.filter((one) => one.severity === "refused").length;
  }
}

/** The columns of the report. */
export const countKeys = ["read", "written", "unchanged", "updated", "skipped"] as const;
