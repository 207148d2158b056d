"use client";

import type { Route } from "next";
import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Button } from "#components/ui/button";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { type Filter, FilterChips } from "#components/ui/filter-chips";
import { Pagination } from "#components/ui/pagination";
import { allRoles, roleWords } from "#lib/access/role-words";
import type { Factors } from "#lib/auth/view";
import { clinicDateTime } from "#lib/dates";
import type { InvitationState, MemberPage, MemberRowView } from "#lib/members/view";
import { memberHref } from "#lib/routes";
import { memberState } from "./member-state.tsx";
import { factorWords, MemberStatusChip, rolesInWords, statusWords } from "./member-words.tsx";

/** A member as the list shows them. */
export interface ListedMember extends MemberRowView {
  readonly factors: Factors;
  readonly invitation: InvitationState | undefined;
}

const columns: readonly Column[] = [
  { id: "name", header: "Name and credentials", className: "max-w-72" },
  { id: "roles", header: "Roles", className: "max-w-64" },
  { id: "npi", header: "NPI", className: "tabular max-lg:hidden" },
  { id: "factor", header: "Second factor", className: "whitespace-nowrap" },
  { id: "seen", header: "Last sign-in", className: "tabular whitespace-nowrap" },
  { id: "status", header: "Status", className: "whitespace-nowrap" },
];

function asRow(member: ListedMember, timeZone: string): Row {
  const { memberId, name, credentials, status, roles, lastSignInAt } = member;
  const hasAccount = status === "active" || status === "deactivated";
  const factors = factorWords(member.factors);
  return {
    id: memberId,
    label: name,
    href: memberHref(memberId),
    isMuted: status === "deactivated" || status === "withdrawn",
    cells: {
      name: (
        <>
          {name}
          {credentials ? <span className="font-normal text-ink-3">, {credentials}</span> : null}
        </>
      ),
      roles: rolesInWords(roles),
      npi: member.npi === null ? null : <span className="code-text">{member.npi}</span>,
      factor: hasAccount ? (
        <span className={factors === "None" ? "text-ink-3" : undefined}>{factors}</span>
      ) : null,
      seen:
        lastSignInAt === null ? (
          <span className="text-ink-3">Never</span>
        ) : (
          clinicDateTime(lastSignInAt, timeZone)
        ),
      status: <MemberStatusChip status={status} invitation={member.invitation} />,
    },
  };
}

const filtersOf = (state: { role: string | null; status: string | null }): readonly Filter[] => [
  {
    id: "role",
    label: "Role",
    value: state.role ?? undefined,
    choices: allRoles.map((role) => ({ value: role, label: roleWords[role] })),
  },
  {
    id: "status",
    label: "Status",
    value: state.status ?? undefined,
    choices: Object.entries(statusWords).map(([value, label]) => ({ value, label })),
  },
];

/** Everyone who works in the clinic, worked there or is invited. The filters stay in the address; the old rows stay readable while newer ones are read. */
export function MemberTable({
  page,
  members,
  timeZone,
}: {
  readonly page: Pick<MemberPage, "next" | "all">;
  readonly members: readonly ListedMember[];
  readonly timeZone: string;
}) {
  const [isBusy, startTransition] = useTransition();
  const [state, setState] = useQueryStates(memberState, {
    history: "push",
    scroll: false,
    shallow: false,
    startTransition,
  });
  const isNarrowed = state.role !== null || state.status !== null;
  const chosen = Object.entries(state).flatMap(([key, value]) =>
    value === null || key === "after" ? [] : [[key, value]],
  );
  const address = (after?: string): Route =>
    `/admin/members?${new URLSearchParams([...chosen, ...(after ? [["after", after]] : [])]).toString()}` as Route;

  return (
    <>
      <div className="mb-2.5 flex flex-wrap items-center gap-1.5">
        <FilterChips
          filters={filtersOf(state)}
          onChange={(id, value) => void setState({ [id]: value ?? null, after: null })}
        />
      </div>
      <DataTable
        caption="Members"
        columns={columns}
        rows={members.map((member) => asRow(member, timeZone))}
        busy={isBusy}
        fill
        empty={
          isNarrowed ? (
            <EmptyState
              title="No member matches"
              action={
                <Button onClick={() => void setState({ role: null, status: null, after: null })}>
                  Clear the filters
                </Button>
              }
            >
              Nobody in this clinic has this role and status.
            </EmptyState>
          ) : (
            <EmptyState title="Nobody else is here">The list goes no further.</EmptyState>
          )
        }
        footer={
          <Pagination
            note={`${members.length} shown${page.next ? ", more follow" : ""}`}
            words={["First page", "Next"]}
            previous={state.after === null ? undefined : address()}
            next={page.next ? address(page.next) : undefined}
          />
        }
      />
    </>
  );
}
