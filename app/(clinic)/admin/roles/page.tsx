import type { Metadata } from "next";
import { Differences } from "#components/compliance/differences";
import { RoleMatrix } from "#components/compliance/role-matrix";
import { loadRoleState } from "#components/compliance/role-state";
import { TableDrawer } from "#components/compliance/table-drawer";
import { ExportDialog } from "#components/exports/export-dialog";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { readCatalog } from "#lib/compliance/catalog";
import { noteMatrixViewed } from "#lib/compliance/queries";
import { roleMatrix } from "#lib/compliance/role-matrix";
import { clinicDateTime } from "#lib/dates";

const choices = [
  { label: "CSV", path: "/api/evidence/roles", what: { format: "csv" } },
  {
    label: "JSON, with the conditions of every policy",
    path: "/api/evidence/roles",
    what: { format: "json" },
  },
];

export const metadata: Metadata = { title: "Role matrix" };

/** Who may do what with which rows and columns, read from the database at this moment. */
export default async function RolesPage({ searchParams }: PageProps<"/admin/roles">) {
  const state = await loadRoleState(searchParams);
  const { tenantId, tenant } = await currentActor();
  await inScope("evidence:read", noteMatrixViewed);
  const matrix = roleMatrix(await readCatalog());
  const open = matrix.groups
    .flatMap(({ tables }) => tables)
    .find(({ name }) => name === state.table);

  return (
    <>
      <PageHeading
        title="Role matrix"
        note={`${matrix.tables} tables, read from the database ${clinicDateTime(matrix.at, tenant.timeZone)}`}
      >
        <ExportDialog
          title="Role matrix"
          tenantId={tenantId}
          choices={choices}
          holdsPhi={false}
          label="Export the matrix"
        >
          <p className="text-ink-2">
            One line for each thing that a role may do with a table, read from the database once
            more. It names tables, columns and policies, and nothing of a patient.
          </p>
        </ExportDialog>
      </PageHeading>
      <Differences matrix={matrix} />
      <RoleMatrix matrix={matrix} who={state.who ?? "members"} />
      <TableDrawer table={open} who={state.who} />
    </>
  );
}
