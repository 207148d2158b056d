import { randomInt } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyz";
const word = (length: number) =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join("");

/** Values that exist nowhere else, to be looked for. Words share a mark of their run; dates and numbers are kept one by one. */
export class Canaries {
  readonly mark: string;
  readonly odd = new Set<string>();
  planted = 0;

  constructor(mark = `Q${word(9)}`) {
    this.mark = mark;
  }

  /** A word that holds the mark. */
  word(): string {
    this.planted += 1;
    return `${this.mark}${word(6)}`;
  }

  /** A day of birth that nobody else here has. */
  birthDate(): string {
    const day = `19${randomInt(30, 39)}-0${randomInt(1, 9)}-${randomInt(10, 28)}`;
    return this.#odd(day);
  }

  /** A telephone number, as digits. */
  phone(): string {
    return this.#odd(`312555${randomInt(1_000, 9_999)}`);
  }

  /** A measured value with more digits than chance repeats. */
  number(): string {
    return this.#odd(`${randomInt(1_000, 9_999)}.${randomInt(100_000, 999_999)}`);
  }

  #odd(text: string): string {
    this.planted += 1;
    this.odd.add(text);
    return text;
  }

  /** Every byte sequence under which a canary could lie somewhere: as text in two encodings and three cases, as hexadecimal, as base64. */
  needles(): Buffer[] {
    const { mark } = this;
    const texts = [mark, mark.toLowerCase(), mark.toUpperCase(), ...this.odd];
    return texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      const hex = bytes.toString("hex");
      return [
        bytes,
        Buffer.from(text, "utf16le"),
        Buffer.from(hex),
        Buffer.from(hex.toUpperCase()),
        ...[0, 1, 2].map((shift) => base64At(bytes, shift)),
      ];
    });
  }
}

/** The characters of base64 that depend on these bytes alone, wherever in a group of three they begin. */
function base64At(bytes: Buffer, shift: number): Buffer {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
  const from = shift === 0 ? 0 : shift + 1;
  const to = Math.floor(((shift + bytes.length) * 8) / 6);
  return Buffer.from(whole.slice(from, to));
}
