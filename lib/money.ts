/** The sign and the digits of a decimal number's text, or undefined if the text is none. */
const decimal = /^(-)?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Cents from what a person typed ("1,234.50", "$20", "20.5"); undefined when it is not an amount in whole cents. */
export function centsFromTyped(typed: string): number | undefined {
  const plain = typed.trim().replace(/^\$\s*/, "");
  const match = /^(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return undefined;
  const whole = (match[1] ?? "").replaceAll(",", "");
  return Number(whole) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}

/**
 * Cents from the exact text of a decimal number, rounded once, half away from zero: interchange files
 * carry fractions of a cent (103.29600000000001). Throws a RangeError when the text is no number or
 * the amount exceeds what an integer holds exactly.
 */
export function centsFromDecimal(text: string): number {
  const match = decimal.exec(text.trim());
  if (!match) throw new RangeError("not a decimal number");
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const scale = fraction.length - Number(exponent) - 2;
  if (Math.abs(scale) > 400) throw new RangeError("not an amount of money");
  const digits = BigInt(whole + fraction);
  const unit = 10n ** BigInt(Math.max(scale, 0));
  const raised = scale < 0 ? digits * 10n ** BigInt(-scale) : digits;
  const rounded = (2n * raised + unit) / (2n * unit);
  const value = Number(rounded);
  if (!Number.isSafeInteger(value)) throw new RangeError("not an amount of money");
  return sign === undefined || value === 0 ? value : -value;
}

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

/** An amount for people: "$1,204.55", "-$20.00". */
export function formatCents(cents: number): string {
  return dollars.format(cents / 100);
}

/** An amount as an input field holds it: "1204.55". */
export function typedFromCents(cents: number): string {
  return `${Math.trunc(cents / 100)}.${String(Math.abs(cents) % 100).padStart(2, "0")}`;
}
