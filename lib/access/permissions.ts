import type { MemberRole } from "#db/roles";

export type { MemberRole } from "#db/roles";

/** Everything a member of a clinic can be allowed to do, as `noun:verb`. */
export const permissions = [
  "home:read",
  "patient:read",
  "patient:search",
  "chart:read",
  "lab:read",
  "vital:read",
  "note:read",
  "medication:read",
  "problem:read",
  "allergy:read",
  "document:read",
  "schedule:read",
  "coverage:read",
  "invoice:read",
  "aging:read",
  "payment:post",
  "history:read",
  "history:export",
  "audit:read",
  "audit:verify",
  "audit:export",
  "issued:read",
  "member:read",
  "member:manage",
  "sso:manage",
  "security:manage",
  "disclosure:manage",
  "review:manage",
  "key:read",
  "key:manage",
  "evidence:read",
  "evidence:export",
  "probe:run",
  "draft:keep",
  "glass:break",
  "glass:review",
  "restriction:manage",
  "record:tag",
] as const;

/** One thing that a member may be allowed to do. */
export type Permission = (typeof permissions)[number];

const everyone = [
  "home:read",
  "patient:read",
  "patient:search",
  "chart:read",
  "member:read",
  "draft:keep",
] as const;

/**
 * What each role may do. Here alone a role name decides anything; the database decides again by its
 * own grants and row policies (`db/schema`), so that an error here shows nothing.
 */
export const grants: Record<MemberRole, readonly Permission[]> = {
  medical_assistant: [
    ...everyone,
    "glass:break",
    "vital:read",
    "medication:read",
    "allergy:read",
    "document:read",
    "schedule:read",
    "coverage:read",
  ],
  prescriber: [
    ...everyone,
    "glass:break",
    "lab:read",
    "vital:read",
    "note:read",
    "medication:read",
    "problem:read",
    "allergy:read",
    "document:read",
    "schedule:read",
    "record:tag",
  ],
  biller: [
    ...everyone,
    "document:read",
    "coverage:read",
    "invoice:read",
    "aging:read",
    "payment:post",
  ],
  tenant_admin: [
    ...everyone,
    "glass:break",
    "glass:review",
    "restriction:manage",
    "record:tag",
    "lab:read",
    "vital:read",
    "note:read",
    "medication:read",
    "problem:read",
    "allergy:read",
    "document:read",
    "schedule:read",
    "coverage:read",
    "invoice:read",
    "aging:read",
    "history:read",
    "history:export",
    "audit:read",
    "audit:verify",
    "audit:export",
    "issued:read",
    "member:manage",
    "sso:manage",
    "security:manage",
    "disclosure:manage",
    "review:manage",
    "key:read",
    "key:manage",
    "evidence:read",
    "evidence:export",
    "probe:run",
  ],
};

/** Whether `role` may do `permission`. */
export function can(role: MemberRole, permission: Permission): boolean {
  return grants[role].includes(permission);
}

/**
 * The role that a request runs under: the first one the member holds that allows everything the
 * request needs, or undefined. Roles are never added up.
 */
export function roleFor(
  roles: readonly MemberRole[],
  needed: readonly Permission[],
): MemberRole | undefined {
  return roles.find((role) => needed.every((permission) => can(role, permission)));
}
