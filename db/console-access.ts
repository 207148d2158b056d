import { getTableUniqueName } from "drizzle-orm";
import type { TableAccess } from "./access.ts";

/**
 * What the incident console may read, column by column: which rows there are, in which state, since when,
 * and how the books add up. Nothing that is sealed or a token of it, no code of a diagnosis, drug or test,
 * no day of care, no word that somebody typed, and no patient beside anything that was done for them. A
 * table or column that is not here cannot be read, so a new one is closed until somebody opens it.
 */
export const consoleColumns: Readonly<Record<string, readonly string[]>> = {
  "app.adjustments": [
    "tenant_id",
    "id",
    "invoice_id",
    "kind",
    "amount_cents",
    "entry_id",
    "created_at",
  ],
  "app.allergies": ["tenant_id", "id", "created_at"],
  "app.appointments": ["tenant_id", "id", "status", "created_at"],
  "app.charges": ["tenant_id", "id", "units", "unit_cents", "total_cents", "status", "created_at"],
  "app.documents": ["tenant_id", "id", "content_type", "content_bytes", "status", "created_at"],
  "app.drafts": ["tenant_id", "id", "member_id", "form", "saved_at", "expires_at"],
  "app.encounters": ["tenant_id", "id", "status", "created_at"],
  "app.import_runs": [
    "tenant_id",
    "id",
    "status",
    "resources_read",
    "rows_written",
    "resources_skipped",
    "finished_at",
    "created_at",
  ],
  "app.invoice_lines": [
    "tenant_id",
    "id",
    "invoice_id",
    "charge_id",
    "position",
    "amount_cents",
    "created_at",
  ],
  "app.invoices": ["tenant_id", "id", "number", "responsible", "entry_id", "created_at"],
  "app.ledger_entries": [
    "tenant_id",
    "id",
    "kind",
    "posted_by",
    "idempotency_key",
    "reverses_id",
    "created_at",
  ],
  "app.medication_requests": ["tenant_id", "id", "status", "created_at"],
  "app.member_roles": ["tenant_id", "member_id", "role", "position", "created_at"],
  "app.members": [
    "tenant_id",
    "id",
    "status",
    "epoch",
    "deactivated_at",
    "last_sign_in_at",
    "created_at",
  ],
  "app.notes": ["tenant_id", "id", "kind", "status", "created_at"],
  "app.observations": ["tenant_id", "id", "status", "created_at"],
  "app.panels": ["tenant_id", "id", "status", "created_at"],
  "app.patients": ["tenant_id", "id", "status", "version", "created_at", "updated_at"],
  "app.payment_allocations": [
    "tenant_id",
    "id",
    "payment_id",
    "invoice_id",
    "line_id",
    "amount_cents",
    "entry_id",
    "created_at",
  ],
  "app.payments": ["tenant_id", "id", "method", "amount_cents", "entry_id", "created_at"],
  "app.postings": [
    "tenant_id",
    "id",
    "entry_id",
    "account",
    "amount_cents",
    "invoice_id",
    "created_at",
  ],
  "app.problems": ["tenant_id", "id", "created_at"],
  "app.sign_in_rules": ["tenant_id", "role", "assurance"],
  "app.sso_connections": ["tenant_id", "id", "issuer", "is_enabled", "changed_at", "created_at"],
  "app.tenant_keys": ["tenant_id", "purpose", "version", "provider", "state", "created_at"],
  "audit.events": [
    "tenant_id",
    "seq",
    "id",
    "at",
    "transaction_id",
    "actor_id",
    "db_role",
    "action",
    "outcome",
    "entity",
  ],
  "audit.heads": ["tenant_id", "seq"],
};

/** A table's access with what the incident console may read of it. */
export function withConsole(access: TableAccess): TableAccess {
  const columns = consoleColumns[getTableUniqueName(access.table)];
  if (!columns) return access;
  return { ...access, read: { ...access.read, chartkeep_console: { columns } } };
}
