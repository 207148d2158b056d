import type { ReactNode } from "react";
import { LockKeys } from "#components/session/lock-keys";
import type { Actor } from "#lib/access/actor";
import { roleWords } from "#lib/access/role-words";
import { ClinicMark } from "./clinic-mark.tsx";
import { ClinicOfPage } from "./clinic-of-page.tsx";
import { MemberMenu } from "./member-menu.tsx";
import { type NavCounts, navigationFor } from "./navigation.ts";
import { Palette } from "./palette.tsx";
import { PrintMark } from "./print-mark.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { SideNav } from "./side-nav.tsx";

/** What surrounds every page of a signed-in member. The clinic's name and colour are always in sight. */
export function Shell({
  actor,
  clock,
  trust,
  counts = {},
  children,
}: {
  readonly actor: Pick<Actor, "tenant" | "displayName" | "roles" | "tenantId">;
  readonly clock?: ReactNode;
  /** How the clinic's audit trail stands, for whoever may look after it. */
  readonly trust?: ReactNode;
  /** What waits on which page. */
  readonly counts?: NavCounts;
  readonly children: ReactNode;
}) {
  const groups = navigationFor(actor.roles);
  const entries = groups.flatMap((group) => group.entries);
  const roles = actor.roles.map((role) => roleWords[role]).join(", ");
  const { name, color } = actor.tenant;

  return (
    <div className="flex min-h-dvh">
      <ClinicOfPage tenantId={actor.tenantId} />
      <a
        href="#content"
        className="sr-only z-[70] rounded-control bg-accent px-3 py-1.5 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <aside
        aria-label="Navigation"
        className="sticky top-0 flex h-dvh w-54 shrink-0 flex-col gap-1 border-line border-r bg-sunken p-2 rail:w-[52px] print:hidden"
      >
        <div className="flex items-center gap-2 px-1 pt-0.5 pb-2.5">
          <ClinicMark name={name} color={color} />
          <div className="min-w-0 text-xs rail:sr-only">
            <p className="line-clamp-2 font-semibold" title={name}>
              {name}
            </p>
            <p className="truncate text-ink-3 first-letter:uppercase">
              {actor.tenant.specialty} clinic
            </p>
          </div>
        </div>
        <SideNav groups={groups} counts={counts} />
        <MemberMenu name={actor.displayName} roles={roles} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-20 flex h-(--topbar) shrink-0 items-center gap-3 border-line border-b bg-canvas px-4 print:hidden">
          <Palette tenantId={actor.tenantId} entries={entries} />
          <p
            className="hidden min-w-0 shrink-9 items-center gap-1.5 truncate font-semibold text-xs rail:flex"
            title={name}
          >
            <svg aria-hidden viewBox="0 0 10 10" className="size-2.5 shrink-0">
              <circle cx="5" cy="5" r="5" fill={color} />
            </svg>
            <span className="truncate">{name}</span>
          </p>
          <span className="flex-1" />
          {trust}
          {clock}
        </header>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 py-3.5 outline-none">
          <PrintMark clinic={name} member={actor.displayName} timeZone={actor.tenant.timeZone} />
          {children}
        </main>
      </div>
      <Shortcuts entries={entries} />
      <LockKeys />
    </div>
  );
}
