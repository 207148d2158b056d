import { type CatalogTest, catalogTest, rangeFor } from "#lib/labs/catalog";
import type { Person } from "./people.ts";
import { rounded } from "./random.ts";
import { coding, idOf, loinc, type Resource, subjectOf, terminology } from "./resource.ts";
import type { Story, Visit } from "./story.ts";

const laboratories = ["Meridian Reference Laboratory", "Bluewater Diagnostics"] as const;

/** The results of one visit as they came back: reports by panel, each result with the range of its laboratory. */
export function labsOf(story: Story, visit: Visit, today: Date): Resource[] {
  if (!visit.labs) return [];
  const { person } = story;
  const isOther = (person.number + visit.index) % 6 === 5;
  const laboratory = isOther ? laboratories[1] : laboratories[0];
  const isFresh = today.getTime() - visit.drawnAt.getTime() < 9 * 86_400_000;
  const issued = new Date(visit.drawnAt.getTime() + 30 * 3_600_000).toISOString();
  const tests = [...visit.labs].flatMap(([code, value]) => {
    const known = catalogTest(code);
    return known ? [{ known, value }] : [];
  });
  const common = {
    subject: subjectOf(person),
    effectiveDateTime: visit.drawnAt.toISOString(),
    issued,
    performer: [{ display: laboratory }],
  };
  const results = tests.map(
    ({ known, value }): Resource => ({
      resourceType: "Observation",
      id: idOf(person, "lab", visit.index, known.code),
      status:
        isFresh && known.panel === "Hormones"
          ? "preliminary"
          : (person.number + visit.index) % 29 === 7 && known.code === "2823-3"
            ? "corrected"
            : "final",
      category: [coding(`${terminology}/observation-category`, "laboratory")],
      code: coding(loinc, known.code, known.name),
      ...common,
      valueQuantity: {
        value,
        unit: known.unit,
        system: "http://unitsofmeasure.org",
        code: known.unit,
      },
      ...rangeOf(known, value, person, isOther),
    }),
  );
  const byPanel = Map.groupBy(tests, ({ known }) => known.panel);
  const reports = [...byPanel].map(
    ([panel, members]): Resource => ({
      resourceType: "DiagnosticReport",
      id: idOf(person, "panel", visit.index, panel.replace(/\W/g, "")),
      status: isFresh && panel === "Hormones" ? "partial" : "final",
      category: [coding(`${terminology}/v2-0074`, "LAB")],
      code: { text: panel },
      ...common,
      result: members.map(({ known }) => ({
        reference: `Observation/${idOf(person, "lab", visit.index, known.code)}`,
      })),
    }),
  );
  return [...reports, ...results];
}

/** The range that a result came with. The other laboratory's are a little different, as in life. */
function rangeOf(known: CatalogTest, value: number, person: Person, isOther: boolean) {
  const own = rangeFor(known, person.sex);
  if (!own) return {};
  const shift = isOther ? 1.08 : 1;
  const edge = (bound: number | undefined) =>
    bound === undefined ? undefined : rounded(bound * shift, bound < 10 ? 1 : 0);
  const [low, high] = [edge(own.low), edge(own.high)];
  const { critical } = known;
  const flag =
    critical?.high !== undefined && value >= critical.high
      ? "HH"
      : critical?.low !== undefined && value <= critical.low
        ? "LL"
        : high !== undefined && value > high
          ? "H"
          : low !== undefined && value < low
            ? "L"
            : "N";
  const bound = (limit: number | undefined) =>
    limit === undefined ? undefined : { value: limit, unit: known.unit };
  return {
    referenceRange: [
      {
        ...(low === undefined ? {} : { low: bound(low) }),
        ...(high === undefined ? {} : { high: bound(high) }),
      },
      ...(critical
        ? [
            {
              type: { text: "Critical" },
              ...(critical.low === undefined ? {} : { low: bound(critical.low) }),
              ...(critical.high === undefined ? {} : { high: bound(critical.high) }),
            },
          ]
        : []),
    ],
    interpretation: [coding(`${terminology}/v3-ObservationInterpretation`, flag)],
  };
}
