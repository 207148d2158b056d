import type { Filled } from "./fill.ts";

type Facets = Readonly<Record<string, readonly object[]>>;

/** Every set of facets, of each at most one value. */
const setsOf = (facets: Facets): object[] =>
  Object.values(facets).reduce<object[]>(
    (sets, values) =>
      sets.flatMap((set) => [set, ...values.map((value) => ({ ...set, ...value }))]),
    [{}],
  );

/**
 * Every set of facets, each with a value that is met often and with one that is met hardly ever. Purpose, address and
 * break-glass are mixed in all ways with each other and with at most two of the rest.
 */
export function mixtures({ patient, often, seldom, ranges }: Filled): [string, object][] {
  const day = (daysAgo: number) =>
    new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const facets: Facets = {
    member: [{ member: often.member }, { member: seldom.member }],
    role: [{ role: often.role }, { role: seldom.role }],
    what: [
      { action: often.action },
      { action: seldom.action },
      { group: "records" },
      { group: "break-glass" },
    ],
    outcome: [{ outcome: "denied" }, { outcome: "success" }, { outcome: "failed" }],
    days: [{ from: day(20), to: day(10) }, { to: day(300) }, { from: day(2) }],
    patient: [{ patient }],
    rows: [{ rows: true }],
  };
  const [none, ...later] = setsOf({
    purpose: [{ purpose: often.purpose }, { purpose: seldom.purpose }],
    address: [often.address, seldom.address, ...ranges].map((address) => ({ address })),
    glass: [{ glass: true }],
  });
  const sets = setsOf(facets);
  const few = sets.filter((set) => Object.keys(set).length <= 2);
  const all = [
    ...sets.map((set) => ({ ...none, ...set })),
    ...later.flatMap((set) => few.map((other) => ({ ...other, ...set }))),
  ];
  return all.map((set) => [
    nameOf(set, { [often.member]: "often", [seldom.member]: "seldom" }),
    set,
  ]);
}

const nameOf = (set: object, words: Readonly<Record<string, string>>) =>
  Object.entries(set)
    .map(
      ([facet, value]) =>
        `${facet} ${words[String(value)] ?? (facet === "patient" ? "one" : String(value))}`,
    )
    .join(", ") || "no facet";
