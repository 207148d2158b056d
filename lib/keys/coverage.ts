import "server-only";
import { keyLifetime } from "#lib/phi/keys";

/** One destroyed version, and whether it needed the clinic's own secret. */
export interface DestroyedKey {
  readonly purpose: string;
  readonly version: number;
  readonly provider: string;
  readonly isBound: boolean;
}

/** What a shredding makes unreadable and what not, in sentences that are true of these keys and no others. */
export function coverageOf(keys: readonly DestroyedKey[]): {
  readonly covered: string[];
  readonly notCovered: string[];
} {
  const loose = keys.filter(({ isBound }) => !isBound);
  const providers = [...new Set(loose.map(({ provider }) => provider))];
  const minutes = keyLifetime / 60_000;
  return {
    covered: [
      "Every sealed field of every record of the clinic, and the sealed details of its audit events, in the database as it is now.",
      ...(loose.length === 0
        ? [
            "The same in every earlier copy of the database: dumps, base backups, write-ahead log, disk images. The wrapped keys in them opened only with the clinic's secret, which was never in the database and was destroyed.",
          ]
        : []),
      "Search: the tokens of names, dates and numbers say nothing without the clinic's index key.",
      `Memory of running processes: none keeps an unwrapped key longer than ${minutes} minutes.`,
    ],
    notCovered: [
      ...(loose.length === 0
        ? [
            "A copy of the folder of clinic secrets from before, if somebody kept one. Delete it together with its backups.",
          ]
        : [
            `Copies of the database from before: ${loose.length} of ${keys.length} keys were wrapped without a secret of the clinic, so whoever has such a copy and may use ${providers.join(" or ")} can still open it. They end when the last copy or that root key is destroyed.`,
          ]),
      "What is not sealed: times, counts, codes, amounts, the states of records, names of members and of the clinic, and who did what in the audit trail.",
      "What left the system: exports, prints, mails, and records that another system holds.",
    ],
  };
}
