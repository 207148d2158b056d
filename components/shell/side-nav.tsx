"use client";

import {
  ChartColumn,
  FileCheck,
  FileOutput,
  House,
  IdCard,
  KeyRound,
  Link2,
  ListChecks,
  LockKeyhole,
  PanelLeft,
  ReceiptText,
  ScrollText,
  ShieldAlert,
  ShieldCheck,
  Siren,
  TableProperties,
  UserCog,
  UsersRound,
  Wallet,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Kbd } from "#components/ui/kbd";
import { cn } from "#lib/cn";
import type { NavCount, NavCounts, NavEntry, NavGroup, NavIcon } from "./navigation.ts";

const icons: Record<NavIcon, typeof House> = {
  home: House,
  patients: UsersRound,
  billing: Wallet,
  invoices: ReceiptText,
  aging: ChartColumn,
  audit: ScrollText,
  sso: IdCard,
  roles: TableProperties,
  evidence: ShieldCheck,
  keys: LockKeyhole,
  verify: Link2,
  disclosures: FileOutput,
  issued: FileCheck,
  reviews: ListChecks,
  glass: Siren,
  restricted: ShieldAlert,
  members: UserCog,
  security: KeyRound,
};

const isHere = (path: string, { href, isExact }: NavEntry) =>
  path === href || (isExact !== true && path.startsWith(`${href}/`));

function toggleRail() {
  const { dataset } = document.documentElement;
  const isRail = dataset.nav === "rail";
  if (isRail) delete dataset.nav;
  else dataset.nav = "rail";
  try {
    localStorage.setItem("nav", isRail ? "wide" : "rail");
  } catch {
    // Without storage the width lasts until the next load.
  }
}

/** The pages that the member may open, grouped. On a narrow window, or when chosen, a rail of icons. */
export function SideNav({
  groups,
  counts,
}: {
  readonly groups: readonly NavGroup[];
  readonly counts: NavCounts;
}) {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col gap-px overflow-y-auto">
      {groups.map(({ label, entries }) => (
        <div key={label ?? ""} className="flex flex-col gap-px">
          {label === undefined ? null : (
            <h2 className="mx-2 mt-3 mb-1 text-2xs text-ink-3 leading-4 rail:sr-only">{label}</h2>
          )}
          {entries.map((entry) => {
            const Icon = icons[entry.icon];
            const here = isHere(path, entry);
            const waiting = counts[entry.href];
            return (
              <Link
                key={entry.href}
                href={entry.href}
                prefetch={false}
                title={waiting ? `${entry.label}: ${waiting.words}` : entry.label}
                aria-current={here ? "page" : undefined}
                className={cn(
                  "relative flex h-[30px] items-center gap-2 rounded-control px-2 font-medium rail:size-9 rail:justify-center rail:px-0 pointer-coarse:h-10",
                  here ? "bg-selected text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
                )}
              >
                <Icon aria-hidden className="size-4 shrink-0" />
                <span className="min-w-0 flex-1 truncate rail:sr-only">{entry.label}</span>
                {waiting === undefined ? null : <Waiting waiting={waiting} />}
                {entry.keys === undefined || waiting !== undefined ? null : (
                  <Kbd className="rail:hidden">{entry.keys}</Kbd>
                )}
              </Link>
            );
          })}
        </div>
      ))}
      <button
        type="button"
        onClick={toggleRail}
        className="mt-auto flex h-[30px] w-full items-center gap-2 rounded-control px-2 text-ink-3 hover:bg-hover max-lg:hidden rail:size-9 rail:justify-center rail:px-0"
      >
        <PanelLeft aria-hidden className="size-4 shrink-0" />
        <span className="rail:sr-only">Narrow navigation</span>
      </button>
    </nav>
  );
}

/** How many wait: beside the entry, and on the corner of its icon where there is only that. */
function Waiting({ waiting: { count, isOverdue, words } }: { readonly waiting: NavCount }) {
  return (
    <>
      <span className="sr-only">: {words}</span>
      <span
        aria-hidden
        className={cn(
          "tabular min-w-4.5 rounded-chip px-1 text-center font-semibold text-2xs leading-[1.125rem] rail:absolute rail:top-0 rail:right-0",
          isOverdue ? "bg-critical-solid text-white" : "bg-warning-bg text-warning",
        )}
      >
        {count > 99 ? "99+" : count}
      </span>
    </>
  );
}
