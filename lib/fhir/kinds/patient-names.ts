import type { HumanName } from "../types.ts";

/** A patient's names as they are kept: official first, what else is known packed. */
export interface Names {
  readonly family: string;
  readonly given: string;
  /** A family name before the present one. */
  readonly formerFamily?: string | undefined;
  readonly packed: {
    readonly prefix?: string | undefined;
    readonly suffix?: string | undefined;
    readonly middleNames?: string | undefined;
    readonly preferredName?: string | undefined;
  };
}

/** Picks the names to keep. A name of one text only is split at its last word; no name at all is *Unknown*. */
export function namesOf(names: readonly HumanName[]): Names {
  const official =
    names.find((name) => name.use === "official") ??
    names.find((name) => name.use === "usual") ??
    names.find((name) => name.use !== "maiden" && name.use !== "old") ??
    names[0];
  const words = official?.text?.split(/\s+/) ?? [];
  const given = official?.given?.filter((one) => one !== undefined) ?? [];
  const former = names.find((name) => name.use === "maiden" || name.use === "old")?.family;
  const nickname = names.find((name) => name.use === "nickname");
  const usual =
    official?.use === "official" ? names.find((name) => name.use === "usual") : undefined;
  const preferred = nickname?.given?.[0] ?? nickname?.text ?? usual?.given?.[0];
  return {
    family: official?.family ?? words.at(-1) ?? "Unknown",
    given: given[0] ?? (words.length > 1 ? words.slice(0, -1).join(" ") : "Unknown"),
    formerFamily: former !== official?.family ? former : undefined,
    packed: {
      prefix: joined(official?.prefix),
      suffix: joined(official?.suffix),
      middleNames: joined(given.slice(1)),
      preferredName: preferred !== given[0] ? preferred : undefined,
    },
  };
}

function joined(words: readonly (string | undefined)[] | undefined): string | undefined {
  return words?.filter(Boolean).join(" ") || undefined;
}
