import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type PDFDocument from "pdfkit";

/** How heavy text is set. */
export type Weight = 400 | 600;

/** A piece of text that one face can draw. */
export interface Run {
  readonly face: string;
  readonly text: string;
}

// The package is asked for where it lies, so that the server may be started from anywhere.
const require = createRequire(join(process.cwd(), "package.json"));
const folder = dirname(require.resolve("@fontsource/inter/package.json"));
const said = require("@fontsource/inter/unicode.json") as Readonly<Record<string, string>>;

const order = [
  "latin",
  "latin-ext",
  "vietnamese",
  "cyrillic",
  "cyrillic-ext",
  "greek",
  "greek-ext",
];

const faces = order.map((name) => ({ name, ranges: rangesOf(said[name] ?? "") }));

/** "U+0000-00FF,U+0131" as pairs of numbers. */
function rangesOf(text: string): readonly (readonly [number, number])[] {
  return text.split(",").flatMap((part) => {
    const [first, last = first] = part.replace("U+", "").split("-");
    return first ? [[Number.parseInt(first, 16), Number.parseInt(last ?? first, 16)] as const] : [];
  });
}

function faceOf(point: number): string | undefined {
  return faces.find(({ ranges }) => ranges.some(([from, to]) => point >= from && point <= to))
    ?.name;
}

/** Makes the faces known to a document. The files are embedded, as far as they are used. */
export function registerFaces(document: PDFDocument): void {
  for (const { name } of faces)
    for (const weight of [400, 600] satisfies Weight[])
      document.registerFont(
        `${name}-${weight}`,
        join(folder, "files", `inter-${name}-${weight}-normal.woff`),
      );
}

const basic = /^[\x20-\x7e]*$/;

/**
 * Text cut where the face changes. A letter that no face has is written by its number, "[U+4E2D]":
 * ugly, and still told apart, where an empty box would make two names alike.
 */
export function runsOf(text: string, weight: Weight): readonly Run[] {
  if (basic.test(text)) return text === "" ? [] : [{ face: `latin-${weight}`, text }];
  const runs: { face: string; text: string }[] = [];
  for (const letter of text.normalize("NFC")) {
    const point = letter.codePointAt(0) ?? 0;
    const known = faceOf(point);
    const face = `${known ?? "latin"}-${weight}`;
    const drawn = known ? letter : `[U+${point.toString(16).toUpperCase().padStart(4, "0")}]`;
    const last = runs.at(-1);
    if (last?.face === face) last.text += drawn;
    else runs.push({ face, text: drawn });
  }
  return runs;
}
