import { expect, test } from "vitest";
import { memberRoles } from "#db/roles";
import { can, type MemberRole, type Permission, permissions, roleFor } from "./permissions.ts";

const all: readonly MemberRole[] = ["medical_assistant", "prescriber", "biller", "tenant_admin"];
const clinical: readonly MemberRole[] = ["prescriber", "tenant_admin"];
const care: readonly MemberRole[] = ["medical_assistant", "prescriber", "tenant_admin"];
const money: readonly MemberRole[] = ["biller", "tenant_admin"];

/** Written out, not derived: changing who may do what has to change this table too. */
const allowed: Record<Permission, readonly MemberRole[]> = {
  "home:read": all,
  "patient:read": all,
  "patient:search": all,
  "chart:read": all,
  "member:read": all,
  "draft:keep": all,
  "lab:read": clinical,
  "note:read": clinical,
  "problem:read": clinical,
  "vital:read": care,
  "medication:read": care,
  "allergy:read": care,
  "document:read": all,
  "schedule:read": care,
  "coverage:read": ["medical_assistant", "biller", "tenant_admin"],
  "invoice:read": money,
  "aging:read": money,
  "payment:post": ["biller"],
  "history:read": ["tenant_admin"],
  "history:export": ["tenant_admin"],
  "audit:read": ["tenant_admin"],
  "audit:verify": ["tenant_admin"],
  "audit:export": ["tenant_admin"],
  "issued:read": ["tenant_admin"],
  "member:manage": ["tenant_admin"],
  "sso:manage": ["tenant_admin"],
  "security:manage": ["tenant_admin"],
  "evidence:read": ["tenant_admin"],
  "evidence:export": ["tenant_admin"],
  "probe:run": ["tenant_admin"],
  "disclosure:manage": ["tenant_admin"],
  "review:manage": ["tenant_admin"],
  "key:read": ["tenant_admin"],
  "key:manage": ["tenant_admin"],
  "glass:break": care,
  "glass:review": ["tenant_admin"],
  "record:tag": ["prescriber", "tenant_admin"],
  "restriction:manage": ["tenant_admin"],
};

const cases = permissions.flatMap((permission) =>
  memberRoles.map((role) => ({ role, permission })),
);

test.each(cases)("$role and $permission", ({ role, permission }) => {
  expect(can(role, permission)).toBe(allowed[permission].includes(role));
});

test("a request runs under the first role that allows all of it, never under two at once", () => {
  expect(roleFor(["prescriber", "tenant_admin"], ["lab:read"])).toBe("prescriber");
  expect(roleFor(["prescriber", "tenant_admin"], ["lab:read", "audit:read"])).toBe("tenant_admin");
  expect(roleFor(["prescriber", "biller"], ["lab:read", "invoice:read"])).toBeUndefined();
  expect(roleFor([], ["home:read"])).toBeUndefined();
});
