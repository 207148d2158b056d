/** What a table holds, in the words of the product, and among what it is listed. */
export interface TableWords {
  readonly group: string;
  readonly label: string;
}

const groups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Patients: {
    "app.patients": "Patients",
    "app.patient_contacts": "Contact details",
    "app.coverages": "Coverage",
    "app.documents": "Documents",
  },
  Charts: {
    "app.problems": "Problems",
    "app.allergies": "Allergies",
    "app.medication_requests": "Prescriptions",
    "app.immunizations": "Immunizations",
    "app.procedures": "Procedures",
    "app.notes": "Notes",
  },
  "Lab results and vital signs": {
    "app.observations": "Lab results and vital signs",
    "app.panels": "Lab panels",
  },
  Schedule: {
    "app.appointments": "Appointments",
    "app.encounters": "Visits",
    "app.practitioners": "Practitioners",
    "app.organizations": "Organizations",
  },
  Money: {
    "app.charges": "Charges",
    "app.invoices": "Invoices",
    "app.invoice_lines": "Invoice lines",
    "app.payments": "Payments",
    "app.payment_allocations": "Payments by invoice",
    "app.adjustments": "Adjustments",
    "app.ledger_entries": "Ledger entries",
    "app.postings": "Postings",
  },
  "Members and sign-in": {
    "app.members": "Members",
    "app.member_roles": "Members' roles",
    "app.sign_in_rules": "Sign-in rules",
    "app.sso_connections": "Single sign-on",
    "app.drafts": "Unsent forms",
    "directory.tenants": "Clinics",
    "directory.accounts": "Accounts",
    "directory.memberships": "Who works where",
    "directory.sessions": "Sessions",
    "directory.passkeys": "Passkeys",
    "directory.totp_factors": "Authenticator apps",
    "directory.recovery_codes": "Recovery codes",
    "directory.challenges": "Passkey challenges",
    "directory.links": "Mailed links",
    "directory.throttles": "Tries at signing in",
    "directory.sso_flows": "Ways to a provider",
    "directory.sso_identities": "Linked identities",
  },
  "Emergency access": {
    "app.break_glass_grants": "Break-glass grants",
  },
  "Audit trail": {
    "audit.events": "Audit events",
    "audit.subjects": "Access history",
    "audit.heads": "Chain heads",
    "audit.outbox": "Events of the running transaction",
    "audit.checkpoints": "Checkpoints",
    "audit.statements": "Statements about checkpoints",
  },
  "Keys and proofs": {
    "app.tenant_keys": "Clinic keys",
    "app.key_rotations": "Key rotations",
    "app.issued_documents": "Issued documents",
    "app.isolation_probes": "Isolation probes",
    "ctx.keys": "Keys of transaction contexts",
    "directory.backups": "Backups",
    "directory.restore_drills": "Restore drills",
    "directory.console_sessions": "Incident consoles",
  },
  Imports: {
    "app.import_runs": "Import runs",
    "app.import_sources": "Imported records",
  },
};

const known = new Map(
  Object.entries(groups).flatMap(([group, tables]) =>
    Object.entries(tables).map(([name, label]): [string, TableWords] => [name, { group, label }]),
  ),
);

/** The groups in the order in which they are shown; what nobody has put in one comes last. */
export const tableGroups: readonly string[] = [...Object.keys(groups), "Other"];

/** The words for a table; one that has none yet is called what the database calls it. */
export function wordsOfTable(name: string): TableWords {
  const plain = name.slice(name.indexOf(".") + 1).replaceAll("_", " ");
  return known.get(name) ?? { group: "Other", label: plain.replace(/^./, (c) => c.toUpperCase()) };
}
