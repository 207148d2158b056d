/** The sex that a reference range is for. */
export type RangeSex = "male" | "female";

/** A closed or half-open range in the test's own unit. */
export interface CatalogRange {
  readonly low?: number;
  readonly high?: number;
}

/** A test the clinic knows by its LOINC code: our own name for it, its panel, unit and adult ranges. */
export interface CatalogTest {
  readonly code: string;
  readonly name: string;
  readonly panel: string;
  readonly unit: string;
  readonly range: CatalogRange | Readonly<Record<RangeSex, CatalogRange>>;
  /** Beyond these, a result cannot wait. */
  readonly critical?: CatalogRange;
}

const test = (
  code: string,
  name: string,
  panel: string,
  unit: string,
  range: CatalogTest["range"],
  critical?: CatalogRange,
): CatalogTest => ({ code, name, panel, unit, range, ...(critical ? { critical } : {}) });

const both = (low?: number, high?: number): CatalogRange => ({
  ...(low === undefined ? {} : { low }),
  ...(high === undefined ? {} : { high }),
});

/**
 * The clinic's own table of tests. Names are ours. The codes marked "Synthea" occur, with the same
 * meaning and unit, in the Synthea data that the importer is tested with; the others are the usual
 * LOINC codes of these tests and were checked against public code lists only, not against the LOINC
 * release. Ranges are ordinary adult ranges for orientation and come from no particular laboratory: a
 * result's own range, when it brings one, always goes first.
 */
export const catalog: readonly CatalogTest[] = [
  test("2986-8", "Testosterone, total", "Hormones", "ng/dL", {
    male: both(264, 916),
    female: both(8, 60),
  }),
  test("2991-8", "Testosterone, free", "Hormones", "pg/mL", {
    male: both(50, 210),
    female: both(0.6, 6.8),
  }),
  test("2243-4", "Estradiol", "Hormones", "pg/mL", { male: both(8, 43), female: both(12, 400) }),
  test("13967-5", "SHBG", "Hormones", "nmol/L", { male: both(17, 56), female: both(25, 122) }),
  test("15067-2", "FSH", "Hormones", "m[IU]/mL", { male: both(1.5, 12.4), female: both(1.7, 134) }),
  test("3016-3", "TSH", "Hormones", "m[IU]/L", both(0.45, 4.5), both(undefined, 50)),
  test("2484-4", "IGF-1", "Hormones", "ng/mL", both(88, 246)),
  test("20448-7", "Insulin, fasting", "Metabolic", "u[IU]/mL", both(2.6, 24.9)),
  test("30522-7", "CRP, high sensitivity", "Metabolic", "mg/L", both(undefined, 3)),
  // Synthea
  test("2857-1", "PSA", "Hormones", "ng/mL", both(undefined, 4)),
  test(
    "20570-8",
    "Hematocrit",
    "Blood count",
    "%",
    {
      male: both(38.3, 50),
      female: both(35.5, 46),
    },
    both(20, 60),
  ),
  test(
    "4544-3",
    "Hematocrit, automated",
    "Blood count",
    "%",
    {
      male: both(38.3, 50),
      female: both(35.5, 46),
    },
    both(20, 60),
  ),
  test(
    "718-7",
    "Hemoglobin",
    "Blood count",
    "g/dL",
    {
      male: both(13.2, 17.1),
      female: both(11.7, 15.5),
    },
    both(7, 20),
  ),
  test("6690-2", "White cells", "Blood count", "10*3/uL", both(3.8, 10.8), both(2, 30)),
  test("789-8", "Red cells", "Blood count", "10*6/uL", {
    male: both(4.2, 5.8),
    female: both(3.8, 5.1),
  }),
  test("777-3", "Platelets", "Blood count", "10*3/uL", both(140, 400), both(50, 1000)),
  test("4548-4", "HbA1c", "Metabolic", "%", both(undefined, 5.6), both(undefined, 14)),
  test("2345-7", "Glucose", "Metabolic", "mg/dL", both(65, 99), both(50, 400)),
  test("2339-0", "Glucose, blood", "Metabolic", "mg/dL", both(65, 99), both(50, 400)),
  test("2160-0", "Creatinine", "Metabolic", "mg/dL", {
    male: both(0.7, 1.3),
    female: both(0.5, 1.1),
  }),
  test("38483-4", "Creatinine, blood", "Metabolic", "mg/dL", {
    male: both(0.7, 1.3),
    female: both(0.5, 1.1),
  }),
  test("33914-3", "eGFR", "Metabolic", "mL/min/{1.73_m2}", both(60)),
  test("2823-3", "Potassium", "Metabolic", "mmol/L", both(3.5, 5.3), both(2.8, 6.2)),
  test("2951-2", "Sodium", "Metabolic", "mmol/L", both(135, 146), both(120, 160)),
  test(
    "1742-6",
    "ALT",
    "Metabolic",
    "U/L",
    { male: both(9, 46), female: both(6, 29) },
    both(undefined, 500),
  ),
  test("1920-8", "AST", "Metabolic", "U/L", both(10, 40), both(undefined, 500)),
  test("1975-2", "Bilirubin, total", "Metabolic", "mg/dL", both(0.2, 1.2)),
  test("1751-7", "Albumin", "Metabolic", "g/dL", both(3.6, 5.1)),
  test("6768-6", "Alkaline phosphatase", "Metabolic", "U/L", both(35, 144)),
  test("2093-3", "Cholesterol, total", "Lipids", "mg/dL", both(undefined, 199)),
  test("18262-6", "LDL cholesterol", "Lipids", "mg/dL", both(undefined, 99)),
  test("2085-9", "HDL cholesterol", "Lipids", "mg/dL", { male: both(40), female: both(50) }),
  test("2571-8", "Triglycerides", "Lipids", "mg/dL", both(undefined, 149), both(undefined, 1000)),
];

const byCode = new Map(catalog.map((one) => [one.code, one]));

/** The clinic's own entry for a LOINC code, if it has one. */
export function catalogTest(code: string | null | undefined): CatalogTest | undefined {
  return code ? byCode.get(code) : undefined;
}

/** The range of a test for a sex, as far as the table knows one. */
export function rangeFor(
  { range }: CatalogTest,
  sex: string | undefined,
): CatalogRange | undefined {
  if (!("male" in range)) return range;
  const known = sex?.toLowerCase();
  return known === "male" || known === "female" ? range[known] : undefined;
}
