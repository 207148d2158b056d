import { lineHeight, type Pen, styles } from "./pen.ts";
import type { PrintMark, Sheet } from "./sheet.ts";

const side = 40;
const head = 58;
const foot = 62;

/** Where the next thing is drawn, and a new page where it has no room. */
export class PageFlow {
  readonly left = side;
  y = 0;
  readonly #pen: Pen;

  constructor(pen: Pen) {
    this.#pen = pen;
    this.newPage();
  }

  get right(): number {
    return this.#pen.document.page.width - side;
  }

  get width(): number {
    return this.right - this.left;
  }

  /** Where the room for content ends. */
  get bottom(): number {
    return this.#pen.document.page.height - foot;
  }

  /** Whether something of this height still goes on the page. */
  fits(height: number): boolean {
    return this.y + height <= this.bottom;
  }

  /** Goes on at the top of the next page. */
  newPage(): void {
    this.#pen.document.addPage();
    this.y = head;
  }

  /** Makes room for something of this height, on the next page if need be. */
  need(height: number): void {
    if (!this.fits(height)) this.newPage();
  }
}

/** Writes on every page whose it is, what it is, who printed it when, its number among all, and its verification code. */
export function frame(pen: Pen, sheet: Sheet, mark: PrintMark): void {
  const { count } = pen.document.bufferedPageRange();
  const size = lineHeight(styles.quiet);
  for (let page = 0; page < count; page += 1) {
    pen.document.switchToPage(page);
    const { width, height } = pen.document.page;
    const right = width - side;
    pen.write(mark.clinic, side, 30, styles.strong);
    pen.writeLeftOf(sheet.title, right, 30, styles.quiet);
    pen.rule(side, right, 46);

    const top = height - foot + 18;
    pen.rule(side, right, top - 6);
    const printed = `Printed by ${mark.printedBy} at ${mark.printedAt}`;
    const number = `Page ${page + 1} of ${count}`;
    const room = right - side - pen.width(number, styles.quiet) - 12;
    const lines = pen.lines(printed, room, styles.quiet).slice(0, 2);
    lines.forEach((line, index) => {
      pen.write(line, side, top + index * size, styles.quiet);
    });
    pen.writeLeftOf(number, right, top, styles.quiet);
    pen.write(`Verification code ${mark.code}`, side, top + lines.length * size, styles.strong);
  }
}
