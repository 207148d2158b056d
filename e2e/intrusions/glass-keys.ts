import { randomUUID } from "node:crypto";
import type { Allowed, Sample } from "./keyrings.ts";

/** Who may open the pages of restricted charts. */
export const glassPages: Readonly<Record<string, Allowed>> = {
  "/restricted/[patientId]": ["medical_assistant", "prescriber", "biller", "tenant_admin"],
  "/admin/break-glass": ["tenant_admin"],
  "/patients/[patientId]/sensitivity": ["prescriber", "tenant_admin"],
  "/admin/restrictions": ["tenant_admin"],
  "/admin/restrictions/[patientId]": ["tenant_admin"],
};

/** What the actions of restricted charts are sent. */
export const glassActions: Readonly<Record<string, Sample<Record<string, string>>>> = {
  breakGlassAction: {
    allowed: ["medical_assistant", "prescriber", "tenant_admin"],
    body: ({ patientId }, words) => ({
      patientId,
      reasonCode: "ETREAT",
      text: `An emergency at the front desk ${words}`,
    }),
  },
  endGrantAction: {
    allowed: ["medical_assistant", "prescriber", "tenant_admin"],
    body: () => ({ grantId: randomUUID() }),
  },
  endGrantOfAction: { allowed: ["tenant_admin"], body: () => ({ grantId: randomUUID() }) },
  reviewGrantAction: {
    allowed: ["tenant_admin"],
    body: (_, words) => ({
      grantId: randomUUID(),
      verdict: "appropriate",
      note: `as it had to be ${words}`,
    }),
  },
  restrictChartAction: {
    allowed: ["tenant_admin"],
    body: ({ patientId }, words) => ({
      patientId,
      category: "chart",
      askedBy: "patient",
      reason: `asked for by mail ${words}`,
    }),
  },
  tagRecordsAction: {
    allowed: ["prescriber", "tenant_admin"],
    body: ({ patientId }, words) => ({
      patientId,
      kind: "problems",
      records: `${randomUUID()} none`,
      becomes: "hiv",
      reason: `said in the visit ${words}`,
    }),
  },
  liftRestrictionAction: {
    allowed: ["tenant_admin"],
    body: (_, words) => ({
      restrictionId: randomUUID(),
      reason: `no longer wished ${words}`,
    }),
  },
  addCarerAction: {
    allowed: ["tenant_admin"],
    body: ({ memberId }) => ({ restrictionId: randomUUID(), memberId }),
  },
  removeCarerAction: {
    allowed: ["tenant_admin"],
    body: ({ memberId }) => ({ restrictionId: randomUUID(), memberId }),
  },
};
