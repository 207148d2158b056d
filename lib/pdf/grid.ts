import { setImmediate as breathe } from "node:timers/promises";
import type { PageFlow } from "./page-flow.ts";
import { lineHeight, type Pen, type Style, styles } from "./pen.ts";
import type { SheetColumn, SheetGrid } from "./sheet.ts";

const gap = 8;
const pad = 3;

interface Cell {
  readonly lines: readonly string[];
  readonly x: number;
  readonly width: number;
  readonly isNumber: boolean;
}

function cellsOf(
  pen: Pen,
  flow: PageFlow,
  columns: readonly SheetColumn[],
  texts: readonly string[],
  style: Style,
): Cell[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const room = flow.width - gap * (columns.length - 1);
  let x = flow.left;
  return columns.map(({ share, isNumber = false }, index) => {
    const width = (room * share) / shares;
    const cell = { lines: pen.lines(texts[index] ?? "", width, style), x, width, isNumber };
    x += width + gap;
    return cell;
  });
}

const heightOf = (cells: readonly Cell[], style: Style) =>
  Math.max(...cells.map(({ lines }) => lines.length)) * lineHeight(style) + pad * 2;

function draw(
  pen: Pen,
  flow: PageFlow,
  cells: readonly Cell[],
  style: Style,
  from: number,
  to: number,
): void {
  for (const { lines, x, width, isNumber } of cells) {
    lines.slice(from, to).forEach((line, index) => {
      const y = flow.y + pad + index * lineHeight(style);
      if (isNumber) pen.writeLeftOf(line, x + width, y, style);
      else pen.write(line, x, y, style);
    });
  }
}

function header(pen: Pen, flow: PageFlow, { columns }: SheetGrid): void {
  const cells = cellsOf(
    pen,
    flow,
    columns,
    columns.map((column) => column.header),
    styles.strong,
  );
  draw(pen, flow, cells, styles.strong, 0, Number.POSITIVE_INFINITY);
  flow.y += heightOf(cells, styles.strong);
  pen.rule(flow.left, flow.right, flow.y, "#53606e");
}

/**
 * Draws a grid with its header on every page. A row stays together unless it is higher than a page.
 * Other requests get their turn in between, however many rows there are.
 */
export async function drawGrid(pen: Pen, flow: PageFlow, grid: SheetGrid): Promise<void> {
  const style = styles.body;
  const line = lineHeight(style);
  if (grid.rows.length === 0) {
    flow.need(line + pad * 2);
    pen.write(grid.empty, flow.left, flow.y + pad, styles.quiet);
    flow.y += line + pad * 2;
    return;
  }
  flow.need(line * 5);
  header(pen, flow, grid);
  for (const [index, texts] of grid.rows.entries()) {
    if (index % 100 === 99) await breathe();
    const cells = cellsOf(pen, flow, grid.columns, texts, style);
    const count = Math.max(...cells.map(({ lines }) => lines.length));
    for (let from = 0; from < count; ) {
      const whole = (count - from) * line + pad * 2;
      if (!flow.fits(whole) && (from === 0 || !flow.fits(line * 2))) {
        flow.newPage();
        header(pen, flow, grid);
      }
      const most = Math.max(1, Math.floor((flow.bottom - flow.y - pad * 2) / line));
      const to = Math.min(count, from + most);
      draw(pen, flow, cells, style, from, to);
      flow.y += (to - from) * line + pad * 2;
      from = to;
    }
    pen.rule(flow.left, flow.right, flow.y, "#e3e8ee");
  }
}
