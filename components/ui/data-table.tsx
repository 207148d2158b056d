/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- arrows move among the rows of a table */
"use client";

import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type MouseEvent, type ReactNode, useMemo, useRef } from "react";
import { cn } from "#lib/cn";
import { useRovingRows } from "./roving-rows.tsx";
import { ScrollRegion } from "./scroll-region.tsx";

/** A column: its heading, how its cells stand, and whether the server can sort by it. */
export interface Column {
  readonly id: string;
  readonly header: string;
  readonly align?: "end";
  /** The words for a heading that shows nothing (a column of buttons). */
  readonly isHeaderHidden?: boolean;
  readonly isSortable?: boolean;
  readonly className?: string;
}

/** A row: what each cell shows, and where opening the row leads. `label` names it to a screen reader. */
export interface Row {
  readonly id: string;
  readonly label: string;
  readonly href?: Route;
  readonly isMuted?: boolean;
  readonly cells: Readonly<Record<string, ReactNode>>;
}

/** How the rows are sorted, as the server did it. */
export interface Sort {
  readonly column: string;
  readonly direction: "ascending" | "descending";
}

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Row>();
const noRows: Row[] = [];

/**
 * The table of every list. The server sorts, filters and pages; this only shows. A row is one tab
 * stop: arrows or J and K move, Home and End jump, Enter opens. `busy` keeps the old rows readable
 * while newer ones are on their way.
 */
export function DataTable({
  caption,
  columns,
  rows,
  sort,
  onSort,
  sortHref,
  busy = false,
  fill = false,
  empty,
  footer,
}: {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly sort?: Sort | undefined;
  readonly onSort?: (column: string) => void;
  readonly sortHref?: Readonly<Record<string, Route>>;
  readonly busy?: boolean;
  /** Lets the rows scroll inside the window, with the headings and the footer always in sight. `--above` says how much of the window the rest of the page takes. */
  readonly fill?: boolean;
  readonly empty?: ReactNode;
  readonly footer?: ReactNode;
}) {
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const roving = useRovingRows(body, rows.length);
  const defined = useMemo(
    () =>
      columns.map((column) =>
        helper.display({
          id: column.id,
          header: column.header,
          cell: ({ row }) => row.original.cells[column.id],
        }),
      ),
    [columns],
  );
  const table = useTable({
    features,
    columns: defined,
    data: rows.length === 0 ? noRows : (rows as Row[]),
    getRowId: (row) => row.id,
  });

  const open = (row: Row, event: MouseEvent<HTMLTableRowElement>) => {
    if (row.href === undefined || (event.target as Element).closest("a,button,input,label")) return;
    if (window.getSelection()?.toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(row.href, "_blank", "noopener");
    else router.push(row.href);
  };

  return (
    <div className="overflow-hidden rounded-card border border-line bg-raised print:border-0">
      <ScrollRegion
        label={caption}
        className={cn(fill && "max-h-[max(20rem,calc(100dvh-var(--above,12.5rem)))]")}
      >
        <table aria-busy={busy} className="w-full border-separate border-spacing-0">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Heading
                  key={column.id}
                  column={column}
                  sort={sort}
                  {...(onSort === undefined ? {} : { onSort })}
                  href={sortHref?.[column.id]}
                />
              ))}
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={roving.onKeyDown} className={cn(busy && "opacity-70")}>
            {table.getRowModel().rows.map((row, index) => (
              <tr
                key={row.id}
                aria-label={row.original.label}
                data-row=""
                tabIndex={row.original.href === undefined ? undefined : roving.tabIndex(index)}
                onFocus={() => roving.onFocus(index)}
                onClick={(event) => open(row.original, event)}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || event.target !== event.currentTarget) return;
                  if (row.original.href !== undefined) router.push(row.original.href);
                }}
                className={cn(
                  "-outline-offset-2 group h-8 pointer-coarse:h-10",
                  row.original.href !== undefined && "cursor-default hover:bg-hover",
                  row.original.isMuted === true && "text-ink-3",
                )}
              >
                {row.getAllCells().map((cell, position) => (
                  <Cell
                    key={cell.id}
                    column={columns[position]}
                    row={row.original}
                    isFirst={position === 0}
                  >
                    <table.FlexRender cell={cell} />
                  </Cell>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 ? empty : null}
      </ScrollRegion>
      {footer === undefined ? null : (
        <div className="flex min-h-10 items-center gap-2 border-line border-t px-3 print:hidden">
          {footer}
        </div>
      )}
    </div>
  );
}

const headClass =
  "sticky top-0 z-10 h-8 border-line border-b bg-sunken px-2 text-left font-medium text-ink-2 text-xs whitespace-nowrap first:pl-3 last:pr-3";

function Heading({
  column,
  sort,
  onSort,
  href,
}: {
  readonly column: Column;
  readonly sort: Sort | undefined;
  readonly onSort?: (column: string) => void;
  readonly href: Route | undefined;
}) {
  const direction = sort?.column === column.id ? sort.direction : undefined;
  const Arrow = direction === "descending" ? ArrowDown : ArrowUp;
  const words = (
    <>
      {column.header}
      <Arrow aria-hidden className={cn("size-3", direction === undefined && "invisible")} />
    </>
  );
  const sortClass = cn(
    "-mx-1 inline-flex print:hidden h-6 items-center gap-0.5 rounded-chip px-1 hover:text-ink",
    column.align === "end" && "flex-row-reverse",
  );
  const canSort = column.isSortable === true && (onSort !== undefined || href !== undefined);

  return (
    <th
      scope="col"
      aria-sort={canSort ? (direction ?? "none") : undefined}
      className={cn(
        headClass,
        column.align === "end" && "text-right",
        column.className,
        // How its cells stand and look is not how a heading does.
        "py-0 align-middle text-ink-2",
      )}
    >
      {!canSort ? (
        <span className={cn(column.isHeaderHidden === true && "sr-only")}>{column.header}</span>
      ) : href === undefined ? (
        <button type="button" onClick={() => onSort?.(column.id)} className={sortClass}>
          {words}
        </button>
      ) : (
        <Link href={href} scroll={false} className={sortClass}>
          {words}
        </Link>
      )}
      {/* A button is left out of the headings that paper repeats on each page. */}
      {canSort ? (
        <span aria-hidden className="hidden print:inline">
          {column.header}
        </span>
      ) : null}
    </th>
  );
}

const cellClass =
  "border-line border-b px-2 text-left font-normal first:pl-3 last:pr-3 group-last:border-b-0";

function Cell({
  column,
  row,
  isFirst,
  children,
}: {
  readonly column: Column | undefined;
  readonly row: Row;
  readonly isFirst: boolean;
  readonly children: ReactNode;
}) {
  const className = cn(
    cellClass,
    column?.align === "end" && "tabular text-right",
    column?.className,
  );
  if (!isFirst) return <td className={className}>{children}</td>;
  return (
    <th scope="row" className={cn(className, "font-medium")}>
      {row.href === undefined ? (
        children
      ) : (
        <Link href={row.href} tabIndex={-1} prefetch={false} className="block text-pretty">
          {children}
        </Link>
      )}
    </th>
  );
}
