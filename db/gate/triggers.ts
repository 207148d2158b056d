import { getTableConfig } from "drizzle-orm/pg-core";
import { accessMatrix } from "#db/schema/all";

/**
 * Tables of schema app whose changes append no event: the importer's bookkeeping repeats what the imported
 * rows said, a draft is no record of anybody before it is sent, and how far a rotation has come is said by
 * events of its own.
 */
const untraced = [
  "import_sources",
  "import_runs",
  "drafts",
  "key_holdings",
  "key_rotations",
  "key_uses",
];

const ledger = [
  "ledger_entries",
  "postings",
  "payments",
  "payment_allocations",
  "adjustments",
  "invoices",
  "invoice_lines",
];

/** Tables that nobody but an administrator of this moment changes as `tenant_admin`. */
const byAdministrators = ["members", "member_roles", "sign_in_rules"];

const auditTables = [
  "outbox",
  "events",
  "subjects",
  "heads",
  "checkpoints",
  "receipts",
  "verifications",
  "alarms",
  "statements",
];

/** Every trigger that must be there and fire, as PostgreSQL prints it; `always` also where replication applies changes. */
export function declaredTriggers(): string[] {
  return [
    ...accessMatrix.flatMap(({ table }) => rowEvents(getTableConfig(table))),
    ...ledger.flatMap(appendOnly),
    ...["disclosures", "disclosure_holds", "activity_reviews", "review_findings"].map(neverEmptied),
    ...["disclosures", "disclosure_holds"].map(
      (table) =>
        `CREATE TRIGGER withdrawn_once BEFORE DELETE OR UPDATE ON app.${table} FOR EACH ROW EXECUTE FUNCTION app.withdrawn_once()`,
    ),
    "CREATE TRIGGER review_stands BEFORE DELETE OR UPDATE ON app.activity_reviews FOR EACH ROW EXECUTE FUNCTION app.review_stands()",
    "CREATE TRIGGER finding_stands BEFORE INSERT OR DELETE OR UPDATE ON app.review_findings FOR EACH ROW EXECUTE FUNCTION app.finding_stands()",
    ...byAdministrators.map(
      (table) =>
        `CREATE TRIGGER administrator_acts BEFORE INSERT OR DELETE OR UPDATE ON app.${table} FOR EACH STATEMENT EXECUTE FUNCTION app.administrator_acts()`,
    ),
    "CREATE TRIGGER administrator_stays AFTER UPDATE ON app.members FOR EACH ROW WHEN (((old.status = 'active'::text) AND (new.status <> 'active'::text))) EXECUTE FUNCTION app.administrator_stays()",
    "CREATE TRIGGER administrator_stays AFTER DELETE OR UPDATE ON app.member_roles FOR EACH ROW WHEN ((old.role = 'tenant_admin'::text)) EXECUTE FUNCTION app.administrator_stays()",
    "CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON app.postings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.entry_balances()",
    "CREATE CONSTRAINT TRIGGER entry_is_posted AFTER INSERT ON app.ledger_entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.entry_is_posted()",
    "CREATE TRIGGER glass_breaks BEFORE INSERT ON app.break_glass_grants FOR EACH ROW EXECUTE FUNCTION app.glass_breaks()",
    "CREATE TRIGGER grant_ends BEFORE DELETE OR UPDATE ON app.break_glass_grants FOR EACH ROW EXECUTE FUNCTION app.grant_ends()",
    "CREATE TRIGGER review_by_another BEFORE INSERT ON app.break_glass_reviews FOR EACH ROW EXECUTE FUNCTION app.review_by_another()",
    "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON app.break_glass_reviews FOR EACH ROW EXECUTE FUNCTION app.append_only()",
    "CREATE TRIGGER restriction_stands BEFORE DELETE OR UPDATE ON app.restrictions FOR EACH ROW EXECUTE FUNCTION app.restriction_stands()",
    "CREATE TRIGGER restriction_marks AFTER INSERT OR UPDATE OF lifted_at ON app.restrictions FOR EACH ROW EXECUTE FUNCTION app.restriction_marks()",
    "CREATE TRIGGER mark_follows BEFORE UPDATE ON app.patients FOR EACH ROW WHEN ((old.is_restricted AND (NOT new.is_restricted))) EXECUTE FUNCTION app.mark_follows()",
    "CREATE TRIGGER mark_restricts AFTER INSERT OR UPDATE OF is_restricted ON app.patients FOR EACH ROW WHEN (new.is_restricted) EXECUTE FUNCTION app.mark_restricts()",
    "CREATE TRIGGER member_joins_once BEFORE UPDATE ON app.members FOR EACH ROW EXECUTE FUNCTION app.member_joins_once()",
    "CREATE TRIGGER signed_note_stands BEFORE DELETE OR UPDATE ON app.notes FOR EACH ROW EXECUTE FUNCTION app.signed_note_stands()",
    "CREATE TRIGGER under_grant BEFORE INSERT ON audit.outbox FOR EACH ROW WHEN (((new.subjects <> '{}'::uuid[]) AND (new.db_role = ANY (ARRAY['medical_assistant'::text, 'prescriber'::text, 'biller'::text, 'tenant_admin'::text])))) EXECUTE FUNCTION app.under_grant()",
    "CREATE CONSTRAINT TRIGGER seal AFTER INSERT ON audit.outbox DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.seal()",
    "always CREATE TRIGGER refuse_change BEFORE UPDATE ON audit.outbox FOR EACH ROW EXECUTE FUNCTION audit.refuse()",
    "always CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON audit.events FOR EACH ROW EXECUTE FUNCTION audit.refuse()",
    "always CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON audit.subjects FOR EACH ROW EXECUTE FUNCTION audit.refuse()",
    "always CREATE TRIGGER refuse_removal BEFORE DELETE ON audit.heads FOR EACH ROW EXECUTE FUNCTION audit.refuse()",
    "always CREATE TRIGGER refuse_retreat BEFORE UPDATE ON audit.heads FOR EACH ROW WHEN (((new.tenant_id <> old.tenant_id) OR (new.seq <= old.seq))) EXECUTE FUNCTION audit.refuse()",
    ...["checkpoints", "receipts", "verifications", "statements"].map(
      (table) =>
        `always CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON audit.${table} FOR EACH ROW EXECUTE FUNCTION audit.refuse()`,
    ),
    "always CREATE TRIGGER refuse_removal BEFORE DELETE ON audit.alarms FOR EACH ROW EXECUTE FUNCTION audit.refuse()",
    "CREATE TRIGGER refuse_reopening BEFORE UPDATE ON audit.alarms FOR EACH ROW WHEN (((old.cleared_at IS NOT NULL) AND (new.cleared_at IS DISTINCT FROM old.cleared_at))) EXECUTE FUNCTION audit.refuse()",
    ...auditTables.map(
      (table) =>
        `always CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.${table} FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse()`,
    ),
  ];
}

type TableConfig = ReturnType<typeof getTableConfig>;

function rowEvents({ schema, name, columns }: TableConfig): string[] {
  if (schema !== "app" || untraced.includes(name)) return [];
  const has = (key: string) => columns.some((column) => column.name === key);
  const subject = name === "patients" ? "id" : has("patientId") ? "patient_id" : "";
  const call = `FOR EACH STATEMENT EXECUTE FUNCTION audit.row_event('${subject}', '${has("id") ? "id" : ""}')`;
  return [
    `CREATE TRIGGER row_added AFTER INSERT ON app.${name} REFERENCING NEW TABLE AS changed ${call}`,
    `CREATE TRIGGER row_changed AFTER UPDATE ON app.${name} REFERENCING OLD TABLE AS former NEW TABLE AS changed ${call}`,
    `CREATE TRIGGER row_removed AFTER DELETE ON app.${name} REFERENCING OLD TABLE AS changed ${call}`,
  ];
}

function appendOnly(table: string): string[] {
  const call = "EXECUTE FUNCTION app.append_only()";
  return [
    `CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON app.${table} FOR EACH ROW ${call}`,
    neverEmptied(table),
  ];
}

const neverEmptied = (table: string) =>
  `CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON app.${table} FOR EACH STATEMENT EXECUTE FUNCTION app.append_only()`;
