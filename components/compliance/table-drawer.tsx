"use client";

import { useRouter } from "next/navigation";
import { Dialog } from "#components/ui/dialog";
import { roleOf } from "#lib/audit/event-text";
import type { PolicyView, RightView, TableView } from "#lib/compliance/view";
import { matrixHref, type Whose } from "./role-state.tsx";

const verbTitles = { read: "Read", add: "Add", edit: "Edit", remove: "Remove" } as const;

/** One table in full at the side of the matrix: every right with its columns, and the policies as the database has them. */
export function TableDrawer({
  table,
  who,
}: {
  readonly table: TableView | undefined;
  readonly who: Whose | null;
}) {
  const router = useRouter();
  return (
    <Dialog
      title={table?.label ?? "Table"}
      description={table === undefined ? undefined : `${table.name}, ${table.columnCount} columns`}
      open={table !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) router.push(matrixHref(who), { scroll: false });
      }}
      className="top-(--drawer-top) right-0 left-auto h-[calc(100dvh-var(--drawer-top))] max-h-none w-140 translate-x-0 rounded-none"
    >
      {table === undefined ? null : <Access table={table} />}
    </Dialog>
  );
}

function Access({ table }: { readonly table: TableView }) {
  const cells = table.cells.filter(({ rights }) => rights.length > 0);
  return (
    <div className="flex flex-col gap-4">
      <section>
        <h3 className="font-semibold">For everybody</h3>
        {table.restrictions.length === 0 ? (
          <p className="text-ink-2">No policy narrows this table for every role.</p>
        ) : (
          <>
            <p className="text-ink-2">Whatever a role may do, these conditions hold as well.</p>
            <Policies policies={table.restrictions} isOpen />
          </>
        )}
      </section>
      {cells.map(({ role, rights }) => (
        <section key={role}>
          <h3 className="font-semibold">{roleOf(role)}</h3>
          {rights.map((right) => (
            <Right key={right.verb} right={right} />
          ))}
        </section>
      ))}
      {cells.length === 0 ? <p className="text-ink-2">No role reaches any row of it.</p> : null}
    </div>
  );
}

function Right({ right }: { readonly right: RightView }) {
  const { verb, rows, columns, policies } = right;
  return (
    <div className="mt-1.5 border-line border-l-2 pl-2.5">
      <p>
        <span className="font-medium">{verbTitles[verb]}</span>{" "}
        <span className="text-ink-2">{rows}</span>
      </p>
      <p className="text-ink-3 text-xs">
        {columns === null
          ? verb === "remove"
            ? "Whole rows"
            : "All columns"
          : columns.map((column) => column.replaceAll("_", " ")).join(", ")}
      </p>
      <Policies policies={policies} />
    </div>
  );
}

function Policies({
  policies,
  isOpen = false,
}: {
  readonly policies: readonly PolicyView[];
  readonly isOpen?: boolean;
}) {
  return (
    <details open={isOpen} className="mt-1">
      <summary className="min-h-6 cursor-default text-ink-2 text-xs">
        {policies.length === 1 ? "The policy" : `${policies.length} policies`}
      </summary>
      {policies.map(({ name, using, check }) => (
        <dl key={name} className="mt-1 rounded-control bg-sunken px-2 py-1.5 text-xs">
          <dt className="font-medium">{name}</dt>
          {using === null ? null : <Condition name="Reaches" text={using} />}
          {check === null || check === using ? null : <Condition name="Leaves" text={check} />}
        </dl>
      ))}
    </details>
  );
}

function Condition({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <dd className="mt-0.5 break-words">
      <span className="text-ink-3">{name}</span> <code className="font-mono">{text}</code>
    </dd>
  );
}
