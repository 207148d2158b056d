/** The roles a member of a clinic may hold; each is a database role of the same name. */
export const memberRoles = ["medical_assistant", "prescriber", "biller", "tenant_admin"] as const;

/** A role that a member holds in a clinic. */
export type MemberRole = (typeof memberRoles)[number];

/**
 * Roles of the system itself: sign-in, the importer, the reader of one tenant's audit chain, the maker of
 * its activity reviews, what seals its records anew under the next key and may change nothing but
 * envelopes, and the incident console.
 */
export const systemRoles = [
  "chartkeep_directory",
  "chartkeep_import",
  "chartkeep_auditor",
  "chartkeep_reviewer",
  "chartkeep_rotator",
  "chartkeep_console",
] as const;

/** Every role a transaction may run under. The login roles are not among them: they may do nothing. */
export const dbRoles = [...memberRoles, ...systemRoles] as const;

/** A database role that a transaction may run under. */
export type DbRole = (typeof dbRoles)[number];

/** The actor of operator commands (import, tenant set-up), as audit events name it. */
export const platformOperatorId = "00000000-0000-7000-8000-000000000001";
