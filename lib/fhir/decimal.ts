/**
 * A JSON number as its sender wrote it. Amounts and laboratory values pass through the importer as
 * text, since `103.29600000000001` and `7.0` both lose something as a float.
 */
export class Decimal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The nearest double, for charts and comparisons; never for money. */
  get value(): number {
    return Number(this.text);
  }

  /** The text again, so that a comparison of records sees the digits. */
  toJSON(): string {
    return this.text;
  }
}

/** An exact decimal: `units` divided by ten to the power of `scale`. */
export interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

const shape = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads decimal text without loss, or undefined when it is none (or absurdly long). */
export function exact(text: string): Exact | undefined {
  const match = shape.exec(text);
  if (!match || text.length > 60) return undefined;
  const [, sign, whole = "0", fraction = "", power = "0"] = match;
  const scale = fraction.length - Number(power);
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return scale < 0 ? { units: digits * 10n ** BigInt(-scale), scale: 0 } : { units: digits, scale };
}

/** The sum of two exact decimals. */
export function plus(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale);
  return {
    units: a.units * 10n ** BigInt(scale - a.scale) + b.units * 10n ** BigInt(scale - b.scale),
    scale,
  };
}

/** The product of two exact decimals. */
export function times(a: Exact, b: Exact): Exact {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Rounds once, half away from zero, to integer cents. Undefined when no safe integer holds it. */
export function cents(amount: Exact): number | undefined {
  const scaled = amount.units * 100n;
  const divisor = 10n ** BigInt(amount.scale);
  const magnitude = scaled < 0n ? -scaled : scaled;
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  const value = Number(scaled < 0n ? -rounded : rounded);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Zero. */
export const nothing: Exact = { units: 0n, scale: 0 };
