import type { Route } from "next";
import type { MemberRole, Permission } from "#lib/access/permissions";
import { can } from "#lib/access/permissions";

/** The icons of the navigation, by name, so that entries can cross from server to client. */
export type NavIcon =
  | "home"
  | "patients"
  | "billing"
  | "invoices"
  | "aging"
  | "audit"
  | "verify"
  | "reviews"
  | "disclosures"
  | "issued"
  | "glass"
  | "restricted"
  | "members"
  | "security"
  | "sso"
  | "keys"
  | "roles"
  | "evidence";

/** A page that the member may open. `keys` are pressed one after the other. */
export interface NavEntry {
  readonly label: string;
  readonly href: Route;
  readonly icon: NavIcon;
  readonly keys?: string;
  readonly isExact?: boolean;
}

/** How much waits on a page for whoever looks, and how pressing it is; `words` go on the entry's name. */
export interface NavCount {
  readonly count: number;
  readonly isOverdue: boolean;
  readonly words: string;
}

/** What waits, by the page that it waits on. */
export type NavCounts = Readonly<Partial<Record<string, NavCount>>>;

/** Entries under one heading; the first group has none. */
export interface NavGroup {
  readonly label: string | undefined;
  readonly entries: readonly NavEntry[];
}

interface GatedEntry extends NavEntry {
  readonly permission: Permission;
}

const all: readonly {
  readonly label: string | undefined;
  readonly entries: readonly GatedEntry[];
}[] = [
  {
    label: undefined,
    entries: [
      {
        label: "Home",
        href: "/",
        icon: "home",
        keys: "G H",
        isExact: true,
        permission: "home:read",
      },
      {
        label: "Patients",
        href: "/patients",
        icon: "patients",
        keys: "G P",
        permission: "patient:read",
      },
    ],
  },
  {
    label: "Billing",
    entries: [
      {
        label: "Overview",
        href: "/billing",
        icon: "billing",
        keys: "G B",
        isExact: true,
        permission: "invoice:read",
      },
      {
        label: "Invoices",
        href: "/billing/invoices",
        icon: "invoices",
        permission: "invoice:read",
      },
      { label: "A/R aging", href: "/billing/aging", icon: "aging", permission: "aging:read" },
    ],
  },
  {
    label: "Admin",
    entries: [
      {
        label: "Audit trail",
        href: "/admin/audit",
        icon: "audit",
        keys: "G A",
        isExact: true,
        permission: "audit:read",
      },
      {
        label: "Activity review",
        href: "/admin/reviews",
        icon: "reviews",
        keys: "G V",
        permission: "review:manage",
      },
      {
        label: "Disclosures",
        href: "/admin/disclosures",
        icon: "disclosures",
        keys: "G D",
        permission: "disclosure:manage",
      },
      {
        label: "Issued documents",
        href: "/admin/audit/documents",
        icon: "issued",
        permission: "issued:read",
      },
      {
        label: "Emergency access",
        href: "/admin/break-glass",
        icon: "glass",
        keys: "G E",
        permission: "glass:review",
      },
      {
        label: "Restricted charts",
        href: "/admin/restrictions",
        icon: "restricted",
        permission: "restriction:manage",
      },
      {
        label: "Members",
        href: "/admin/members",
        icon: "members",
        keys: "G M",
        permission: "member:manage",
      },
      {
        label: "Sign-in rules",
        href: "/admin/security",
        icon: "security",
        keys: "G R",
        permission: "security:manage",
      },
      { label: "Single sign-on", href: "/admin/sso", icon: "sso", permission: "sso:manage" },
      { label: "Keys", href: "/admin/keys", icon: "keys", permission: "key:read" },
      { label: "Role matrix", href: "/admin/roles", icon: "roles", permission: "evidence:read" },
      { label: "Evidence", href: "/admin/evidence", icon: "evidence", permission: "evidence:read" },
    ],
  },
];

/** The navigation of a member: only pages that one of their roles may open, and no empty group. */
export function navigationFor(roles: readonly MemberRole[]): readonly NavGroup[] {
  const isOpen = ({ permission }: GatedEntry) => roles.some((role) => can(role, permission));
  return all
    .map(({ label, entries }) => ({ label, entries: entries.filter(isOpen) }))
    .filter(({ entries }) => entries.length > 0);
}
