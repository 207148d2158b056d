import { randomUUID } from "node:crypto";
import type { Allowed, Sample } from "./keyrings.ts";

/** Who may open the pages of disclosures and reviews. */
export const oversightPages: Readonly<Record<string, Allowed>> = {
  "/admin/disclosures": ["tenant_admin"],
  "/admin/reviews": ["tenant_admin"],
  "/admin/reviews/[reviewId]": ["tenant_admin"],
};

/** Of the routes by which an accounting and a review leave. */
export const oversightRoutes: Readonly<Record<string, Sample<Record<string, unknown>>>> = {
  "/api/disclosures/pdf": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: ({ patientId }, words) => ({ what: { patientId }, reason: `sample print ${words}` }),
  },
  "/api/disclosures/csv": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: ({ patientId }, words) => ({ what: { patientId }, reason: `sample export ${words}` }),
  },
  "/api/reviews/pdf": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: ({ reviewId }, words) => ({ what: { reviewId }, reason: `sample print ${words}` }),
  },
};

/** Of the actions on disclosures and reviews. */
export const oversightActions: Readonly<Record<string, Sample<Record<string, string>>>> = {
  askReviewAction: { allowed: ["tenant_admin"], body: () => ({}) },
  judgeFindingAction: {
    allowed: ["tenant_admin"],
    body: () => ({ findingId: randomUUID(), verdict: "explained", note: "none" }),
  },
  signReviewAction: {
    allowed: ["tenant_admin"],
    body: () => ({ reviewId: randomUUID(), conclusion: "looked through" }),
  },
  setClinicHoursAction: {
    allowed: ["tenant_admin"],
    body: () => ({ openDays: "1", opensMinute: "07:00", closesMinute: "19:00" }),
  },
  recordDisclosureAction: {
    allowed: ["tenant_admin"],
    changes: ["app.disclosures"],
    body: ({ patientId }, words) => ({
      disclosureId: randomUUID(),
      patientId,
      disclosedOn: "2026-01-15",
      recipient: words || "County Health Department",
      address: "",
      purpose: "public_health",
      basis: "",
      description: words || "Immunization record",
    }),
  },
  withdrawDisclosureAction: {
    allowed: ["tenant_admin"],
    body: () => ({ disclosureId: randomUUID(), reason: "none" }),
  },
  holdAccountingAction: {
    allowed: ["tenant_admin"],
    changes: ["app.disclosure_holds"],
    body: ({ patientId }, words) => ({
      holdId: randomUUID(),
      patientId,
      agency: "law_enforcement",
      statement: words || "An open inquiry of the county",
      endsOn: "2199-01-01",
      isOral: "no",
    }),
  },
  liftHoldAction: {
    allowed: ["tenant_admin"],
    body: () => ({ holdId: randomUUID(), reason: "none" }),
  },
  accountForCareAction: {
    allowed: ["tenant_admin"],
    body: () => ({ accountsForCare: "no" }),
  },
};
