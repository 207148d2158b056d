import "server-only";
import { drawGrid } from "./grid.ts";
import { frame, PageFlow } from "./page-flow.ts";
import { lineHeight, Pen, styles } from "./pen.ts";
import type { PrintMark, Sheet, SheetProse } from "./sheet.ts";

function drawTitle(pen: Pen, flow: PageFlow, { title, facts }: Sheet): void {
  for (const line of pen.lines(title, flow.width, styles.title)) {
    pen.write(line, flow.left, flow.y, styles.title);
    flow.y += lineHeight(styles.title);
  }
  flow.y += 4;
  const names = Math.max(0, ...facts.map(([name]) => pen.width(name, styles.quiet)));
  for (const [name, value] of facts) {
    const x = flow.left + names + 12;
    const lines = pen.lines(value, flow.right - x, styles.body);
    flow.need(lines.length * lineHeight(styles.body));
    pen.write(name, flow.left, flow.y, styles.quiet);
    for (const line of lines) {
      pen.write(line, x, flow.y, styles.body);
      flow.y += lineHeight(styles.body);
    }
  }
  flow.y += 8;
}

function drawHeading(pen: Pen, flow: PageFlow, heading: string): void {
  flow.y += 6;
  flow.need(lineHeight(styles.heading) + lineHeight(styles.body) * 4);
  for (const line of pen.lines(heading, flow.width, styles.heading)) {
    pen.write(line, flow.left, flow.y, styles.heading);
    flow.y += lineHeight(styles.heading);
  }
  flow.y += 2;
}

function drawProse(pen: Pen, flow: PageFlow, { paragraphs }: SheetProse): void {
  for (const paragraph of paragraphs) {
    for (const line of pen.lines(paragraph, flow.width, styles.body)) {
      flow.need(lineHeight(styles.body));
      pen.write(line, flow.left, flow.y, styles.body);
      flow.y += lineHeight(styles.body);
    }
    flow.y += 4;
  }
}

/**
 * Prints a sheet as PDF, on US letter paper with embedded type. Every page says whose it is, who printed it
 * when, and its verification code; a name is broken, never cut.
 */
export async function printSheet(sheet: Sheet, mark: PrintMark): Promise<Uint8Array> {
  const pen = new Pen({ title: sheet.title, isWide: sheet.isWide ?? false, at: new Date() });
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    pen.document.on("data", (chunk) => void chunks.push(chunk));
    pen.document.on("end", resolve);
    pen.document.on("error", reject);
  });
  const flow = new PageFlow(pen);
  drawTitle(pen, flow, sheet);
  for (const part of sheet.parts) {
    if (part.heading !== undefined) drawHeading(pen, flow, part.heading);
    if ("rows" in part) await drawGrid(pen, flow, part);
    else drawProse(pen, flow, part);
  }
  frame(pen, sheet, mark);
  pen.document.end();
  await done;
  return Buffer.concat(chunks);
}
