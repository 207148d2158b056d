import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { TextLink } from "#components/ui/text-link";
import { allRoles } from "#lib/access/role-words";
import { roleOf } from "#lib/audit/event-text";
import type { RoleMatrixView, TableView, Wall } from "#lib/compliance/view";
import { Rights } from "./right-words.tsx";
import { matrixHref, type Whose } from "./role-state.tsx";

const wallWords: Readonly<Record<Wall, string>> = {
  clinic: "Own clinic only",
  sealed: "No clinic's rows",
  open: "No wall",
};

/** Which role may do what with each table. A row opens its columns and the text of its policies. */
export function RoleMatrix({
  matrix,
  who,
}: {
  readonly matrix: RoleMatrixView;
  readonly who: Whose;
}) {
  const isOfMembers = who === "members";
  const roles = (matrix.groups[0]?.tables[0]?.cells ?? [])
    .map(({ role }) => role)
    .filter((role) => allRoles.some((own) => own === role) === isOfMembers);
  const columns: readonly Column[] = [
    { id: "table", header: "What is kept", className: "w-52 align-top" },
    ...roles.map((role) => ({ id: role, header: roleOf(role), className: "w-52 align-top" })),
    { id: "wall", header: "Between clinics", className: "whitespace-nowrap align-top" },
  ];
  const asRow = (table: TableView): Row => ({
    id: table.name,
    label: table.label,
    href: matrixHref(who, table.name),
    cells: {
      table: <span className="block py-1">{table.label}</span>,
      wall: (
        <span className="block py-1">
          <Chip tone={table.wall === "open" ? "critical" : "neutral"}>{wallWords[table.wall]}</Chip>
        </span>
      ),
      ...Object.fromEntries(
        roles.map((role) => [
          role,
          <Rights key={role} cell={table.cells.find((cell) => cell.role === role)} table={table} />,
        ]),
      ),
    },
  });

  return (
    <>
      <p className="max-w-prose text-ink-2">
        {isOfMembers
          ? "What each role of a member may do. Rows are those of the own clinic; what limits a right stands under it. Roles are never added up: a request runs under one."
          : "What the server itself may do at sign-in, when records are imported and when the trail is verified. No member has these roles."}
      </p>
      <p className="mb-3">
        <TextLink href={matrixHref(isOfMembers ? "system" : "members")}>
          {isOfMembers ? "Show the server's own roles" : "Show the members' roles"}
        </TextLink>
      </p>
      {matrix.groups.map(({ label, tables }) => (
        <div key={label} className="mb-4">
          <h2 className="mb-1.5 font-semibold text-base">{label}</h2>
          <DataTable caption={label} columns={columns} rows={tables.map(asRow)} />
        </div>
      ))}
      <Logins matrix={matrix} />
    </>
  );
}

function Logins({ matrix }: { readonly matrix: RoleMatrixView }) {
  return (
    <section aria-labelledby="logins" className="mb-4">
      <h2 id="logins" className="mb-1.5 font-semibold text-base">
        Who may become a role
      </h2>
      <dl className="grid gap-x-6 gap-y-1.5 rounded-card border border-line bg-raised px-3 py-2.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
        {matrix.logins.map(({ login, roles }) => (
          <Fact key={login} name={login}>
            {roles.map(roleOf).join(", ")}
          </Fact>
        ))}
        <Fact name="Above every policy">
          {matrix.above.length === 0
            ? "Nobody who can sign in to the database"
            : `${matrix.above.join(", ")}: whoever administers the database server itself. No policy holds them; what they change shows in the audit chain.`}
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
