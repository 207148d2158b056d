import { randomUUID } from "node:crypto";
import type { Allowed, Sample } from "./keyrings.ts";

/** Who may open the pages of restricted charts. */
export const glassPages: Readonly<Record<string, Allowed>> = {
  "/restricted/[patientId]": ["medical_assistant", "prescriber", "biller", "tenant_admin"],
  "/admin/break-glass": ["tenant_admin"],
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
      text: `${words} ${words}`,
    }),
  },
  endGrantAction: {
    allowed: ["medical_assistant", "prescriber", "tenant_admin"],
    body: () => ({ grantId: randomUUID() }),
  },
  endGrantOfAction: { allowed: ["tenant_admin"], body: () => ({ grantId: randomUUID() }) },
  reviewGrantAction: {
    allowed: ["tenant_admin"],
    body: (_, note) => ({ grantId: randomUUID(), verdict: "appropriate", note }),
  },
  restrictChartAction: {
    allowed: ["tenant_admin"],
    body: ({ patientId }, reason) => ({
      patientId,
      category: "chart",
      askedBy: "patient",
      reason,
    }),
  },
  liftRestrictionAction: {
    allowed: ["tenant_admin"],
    body: (_, reason) => ({ restrictionId: randomUUID(), reason }),
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
