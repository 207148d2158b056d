import { expect, test } from "vitest";
import type { MemberRole } from "#lib/access/permissions";
import { navigationFor } from "./navigation.ts";

const labels = (...roles: MemberRole[]) =>
  navigationFor(roles).flatMap(({ entries }) => entries.map(({ label }) => label));

test("each role finds the pages it may open, and no other", () => {
  expect(labels("medical_assistant")).toEqual(["Home", "Patients"]);
  expect(labels("prescriber")).toEqual(["Home", "Patients"]);
  expect(labels("biller")).toEqual(["Home", "Patients", "Overview", "Invoices", "A/R aging"]);
  expect(labels("tenant_admin").slice(labels("tenant_admin").indexOf("Audit trail"))).toEqual([
    "Audit trail",
    "Activity review",
    "Disclosures",
    "Issued documents",
    "Emergency access",
    "Restricted charts",
    "Members",
    "Sign-in rules",
    "Single sign-on",
    "Keys",
    "Role matrix",
    "Evidence",
  ]);
});

test("a member of several roles finds the pages of all of them", () => {
  expect(labels("prescriber", "biller")).toEqual(labels("biller"));
});

test("a group without pages is not shown", () => {
  expect(navigationFor(["prescriber"]).map(({ label }) => label)).toEqual([undefined]);
});
