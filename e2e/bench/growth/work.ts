import type { MemberRole, Permission } from "#lib/access/permissions";
import { accessHistory } from "#lib/audit/history";
import { ReadHistory } from "#lib/audit/input";
import { getAging } from "#lib/billing/aging";
import { ListInvoices } from "#lib/billing/input";
import { listInvoices } from "#lib/billing/queries";
import { getBanner } from "#lib/charting/queries";
import { PatientId } from "#lib/ids";
import { getLabGrid } from "#lib/labs/queries";
import { ListPatients, SearchPatients } from "#lib/patients/input";
import { listPatients, searchPatients } from "#lib/patients/queries";
import type { MemberScope } from "#lib/scope";

/** What one screen asks of the server, and as whom. */
export interface Work {
  readonly name: string;
  readonly role: MemberRole;
  readonly permission: Permission;
  readonly query: (scope: MemberScope) => Promise<unknown>;
}

/** The work that is measured. Charts and histories are opened in turn, as a day does, not one again and again. */
export function workOf(charts: readonly string[]): Work[] {
  let opened = 0;
  const next = () => {
    opened += 1;
    return PatientId.parse(charts[opened % charts.length]);
  };
  const search = (text: string) => (scope: MemberScope) =>
    searchPatients(scope, SearchPatients.parse({ text }));
  return [
    {
      name: "patient list",
      role: "prescriber",
      permission: "patient:read",
      query: (scope) => listPatients(scope, ListPatients.parse({ sort: "last-visit" })),
    },
    {
      name: "chart: banner and labs",
      role: "prescriber",
      permission: "chart:read",
      query: async (scope) => {
        const patientId = next();
        await getBanner(scope, patientId);
        await getLabGrid(scope, patientId, 0);
      },
    },
    {
      name: "search: frequent prefix",
      role: "prescriber",
      permission: "patient:search",
      query: search("mar"),
    },
    {
      name: "search: last, first",
      role: "prescriber",
      permission: "patient:search",
      query: search("krainson, maria"),
    },
    {
      name: "invoices",
      role: "biller",
      permission: "invoice:read",
      query: (scope) => listInvoices(scope, ListInvoices.parse({})),
    },
    {
      name: "aging",
      role: "biller",
      permission: "aging:read",
      query: (scope) => getAging(scope, { asOf: "2026-11-23", by: "provider" }),
    },
    {
      name: "access history",
      role: "tenant_admin",
      permission: "history:read",
      query: (scope) => accessHistory(scope, ReadHistory.parse({ patientId: next() })),
    },
  ];
}
