const written: Readonly<Record<string, string>> = {
  "mm[Hg]": "mmHg",
  "kg/m2": "kg/m²",
  "mL/min/{1.73_m2}": "mL/min/1.73 m²",
  "[degF]": "°F",
  Cel: "°C",
  "[lb_av]": "lb",
  "[in_i]": "in",
  "[pH]": "pH",
};

/**
 * A UCUM unit as people write it: "mmHg", "×10³/µL". One that is not known is shown as it came,
 * without UCUM's remarks in braces; undefined when nothing is left.
 */
export function unitShown(unit: string | undefined): string | undefined {
  if (unit === undefined) return undefined;
  const known = written[unit];
  if (known !== undefined) return known;
  const plain = unit
    .replaceAll(/\{[^}]*\}/g, "")
    .replace(/^10\*3\//, "×10³/")
    .replace(/^10\*6\//, "×10⁶/")
    .replace(/\bu(?=[gLUm])/, "µ")
    .replace(/\[IU\]/i, "IU");
  return plain === "" || plain === "1" ? undefined : plain;
}
