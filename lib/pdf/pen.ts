import PDFDocument from "pdfkit";
import { type Run, registerFaces, runsOf, type Weight } from "./faces.ts";

/** How a text is set: its size in points, its weight and its colour. */
export interface Style {
  readonly size: number;
  readonly weight: Weight;
  readonly color: string;
}

/** The texts of a page, from the most to the least important. */
export const styles = {
  title: { size: 15, weight: 600, color: "#16202b" },
  heading: { size: 10, weight: 600, color: "#16202b" },
  strong: { size: 8, weight: 600, color: "#16202b" },
  body: { size: 8, weight: 400, color: "#16202b" },
  quiet: { size: 7.5, weight: 400, color: "#53606e" },
} as const satisfies Record<string, Style>;

/** The height of one line of a style. */
export const lineHeight = ({ size }: Style) => size * 1.35;

/** Draws text on the pages of one document, and measures it before. */
export class Pen {
  readonly document: PDFDocument;
  readonly #widths = new Map<string, number>();

  constructor({ title, isWide, at }: { title: string; isWide: boolean; at: Date }) {
    this.document = new PDFDocument({
      size: "LETTER",
      layout: isWide ? "landscape" : "portrait",
      margin: 0,
      bufferPages: true,
      autoFirstPage: false,
      lang: "en-US",
      displayTitle: true,
      info: { Title: title, Creator: "Chartkeep", Producer: "Chartkeep", CreationDate: at },
    });
    registerFaces(this.document);
  }

  #take({ face }: Run, { size }: Style): PDFDocument {
    return this.document.font(face).fontSize(size);
  }

  /** How wide a text is in a style. Words repeat, so that each is measured once. */
  width(text: string, style: Style): number {
    const key = `${style.size} ${style.weight} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const width = runsOf(text, style.weight).reduce(
      (sum, run) => sum + this.#take(run, style).widthOfString(run.text),
      0,
    );
    if (this.#widths.size < 20_000) this.#widths.set(key, width);
    return width;
  }

  /** A text broken into lines of at most `room`. Nothing is cut off: a word that is too long goes on below. */
  lines(text: string, room: number, style: Style): readonly string[] {
    return text.split("\n").flatMap((line) => this.#broken(line, room, style));
  }

  #broken(text: string, room: number, style: Style): string[] {
    if (this.width(text, style) <= room) return [text];
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(" ").flatMap((each) => this.#fitting(each, room, style))) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && this.width(longer, style) > room) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  }

  #fitting(word: string, room: number, style: Style): string[] {
    if (this.width(word, style) <= room) return [word];
    const parts: string[] = [];
    let part = "";
    for (const letter of word) {
      if (part !== "" && this.width(part + letter, style) > room) {
        parts.push(part);
        part = "";
      }
      part += letter;
    }
    return [...parts, part];
  }

  /** Writes one line with its upper left corner at a point. */
  write(text: string, x: number, y: number, style: Style): void {
    let at = x;
    const runs = runsOf(text, style.weight);
    for (const [index, run] of runs.entries()) {
      const document = this.#take(run, style).fillColor(style.color);
      document.text(run.text, at, y, { lineBreak: false });
      if (index < runs.length - 1) at += document.widthOfString(run.text);
    }
  }

  /** Writes one line that ends at `right`. */
  writeLeftOf(text: string, right: number, y: number, style: Style): void {
    this.write(text, right - this.width(text, style), y, style);
  }

  /** A thin line from one side of the page to the other. */
  rule(from: number, to: number, y: number, color = "#c9d1da"): void {
    this.document.lineWidth(0.5).strokeColor(color).moveTo(from, y).lineTo(to, y).stroke();
  }
}
