import { randomUUID } from "node:crypto";
import type { Ids } from "./doors.ts";
import { glassActions, glassPages } from "./glass-keys.ts";
import { oversightActions, oversightPages, oversightRoutes } from "./oversight-keys.ts";

/** Who may open a page: nobody in particular, everyone who works in the clinic, or some. */
export type Allowed = "public" | readonly Role[];
/** A role whose session tries a door. */
export type Role = "medical_assistant" | "prescriber" | "biller" | "tenant_admin";

/** The roles a member can have. */
export const roles: readonly Role[] = ["medical_assistant", "prescriber", "biller", "tenant_admin"];

const clinical: Allowed = ["prescriber", "tenant_admin"];
const money: Allowed = ["biller", "tenant_admin"];
const care: Allowed = ["medical_assistant", "prescriber", "tenant_admin"];
const chart = "/patients/[patientId]";

/** Who may open each page. A page that is not here fails its test until somebody says who may. */
export const pageKeys: Readonly<Record<string, Allowed>> = {
  "/": roles,
  "/sign-in": "public",
  "/sign-in/sso": "public",
  "/sign-in/factor": "public",
  "/choose-clinic": "public",
  "/me/factors": roles,
  "/forgot": "public",
  "/reset": "public",
  "/invitation": "public",
  "/outbox": "public",
  "/me/password": roles,
  "/locked": "public",
  "/me": roles,
  "/patients": roles,
  [chart]: roles,
  [`${chart}/labs`]: clinical,
  [`${chart}/labs/[loinc]`]: clinical,
  [`${chart}/notes`]: clinical,
  [`${chart}/notes/[noteId]`]: clinical,
  [`${chart}/problems`]: clinical,
  [`${chart}/medications`]: care,
  [`${chart}/allergies`]: care,
  [`${chart}/vitals`]: care,
  [`${chart}/billing`]: money,
  [`${chart}/access`]: ["tenant_admin"],
  "/billing": money,
  "/billing/aging": money,
  "/billing/invoices": money,
  "/billing/invoices/[invoiceId]": money,
  "/admin/audit": ["tenant_admin"],
  "/admin/audit/verify": ["tenant_admin"],
  ...oversightPages,
  "/admin/audit/documents": ["tenant_admin"],
  ...glassPages,
  "/admin/members": ["tenant_admin"],
  "/admin/members/[memberId]": ["tenant_admin"],
  "/admin/members/[memberId]/activity": ["tenant_admin"],
  "/admin/security": ["tenant_admin"],
  "/admin/sso": ["tenant_admin"],
  "/admin/roles": ["tenant_admin"],
  "/admin/evidence": ["tenant_admin"],
  "/admin/keys": ["tenant_admin"],
  "/me/sso": roles,
};

/** What a door is sent that would be accepted from the right person, and who that is. */
export interface Sample<Body> {
  readonly allowed: Allowed;
  readonly body: (ids: Ids, words: string) => Body;
  /**
   * The tables that an action changes when it is done, beside the audit trail. Where this is said, the
   * matrix lets the right person do it; where not, it sends one field too many, which must be refused.
   */
  readonly changes?: readonly string[];
}

// A draft is kept about whatever its author says: nothing is looked up, and nobody else will read it.
const someSubject = randomUUID();

/** Of each JSON route. */
export const routeKeys: Readonly<Record<string, Sample<Record<string, unknown>>>> = {
  "/api/patients/search": { allowed: roles, body: (_, text) => ({ text }) },
  "/api/audit/trail": {
    allowed: ["tenant_admin"],
    body: ({ patientId }) => ({ patient: patientId }),
  },
  "/api/audit/history": {
    allowed: ["tenant_admin"],
    body: ({ patientId }) => ({ patientId }),
  },
  "/api/drafts/keep": {
    allowed: roles,
    body: (_, content) => ({ form: "payment", subjectId: someSubject, content }),
    changes: ["app.drafts"],
  },
  "/api/drafts/discard": {
    allowed: roles,
    body: () => ({ form: "payment", subjectId: someSubject }),
    changes: ["app.drafts"],
  },
  "/api/evidence/json": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: () => ({ what: {} }),
  },
  "/api/evidence/pdf": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: () => ({ what: {} }),
  },
  "/api/evidence/roles": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: () => ({ what: { format: "csv" } }),
  },
  "/api/evidence/probes": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: () => ({ what: { format: "json" } }),
  },
  "/api/audit/history/csv": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: ({ patientId }, words) => ({ what: { patientId }, reason: `sample export ${words}` }),
  },
  "/api/audit/history/pdf": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: ({ patientId }, words) => ({ what: { patientId }, reason: `sample print ${words}` }),
  },
  "/api/audit/bundle": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: () => ({ what: {} }),
  },
  "/api/audit/verifier": { allowed: ["tenant_admin"], body: () => ({}) },
  ...oversightRoutes,
  "/api/issued/list": { allowed: ["tenant_admin"], body: () => ({}) },
  "/api/audit/trail/export": {
    allowed: ["tenant_admin"],
    changes: ["app.issued_documents"],
    body: ({ patientId }, words) => ({
      what: { patient: patientId, format: "csv" },
      reason: `sample export ${words}`,
    }),
  },
  "/api/audit/event/reveal": { allowed: ["tenant_admin"], body: () => ({ position: 1 }) },
  "/api/keys/rotation": { allowed: ["tenant_admin"], body: () => ({}) },
  "/api/audit/event": { allowed: ["tenant_admin"], body: () => ({ position: 1 }) },
};

const member: Sample<Record<string, string>> = {
  allowed: ["tenant_admin"],
  body: ({ memberId }) => ({ memberId }),
};

/** Of each server action, as its form's fields. */
export const actionKeys: Readonly<Record<string, Sample<Record<string, string>>>> = {
  signInAction: {
    allowed: "public",
    body: () => ({ email: "nobody@example.test", password: "no such password", next: "/" }),
  },
  startSsoAction: {
    allowed: "public",
    body: () => ({ clinic: "no-such-clinic", next: "/" }),
  },
  saveConnectionAction: {
    allowed: ["tenant_admin"],
    changes: ["app.sso_connections"],
    body: () => ({
      issuer: "https://login.example.com",
      clientId: "chartkeep",
      clientSecret: "a secret of the sample",
    }),
  },
  testConnectionAction: { allowed: ["tenant_admin"], body: () => ({}) },
  linkSsoAction: { allowed: roles, body: () => ({}) },
  unlinkSsoAction: {
    allowed: roles,
    body: () => ({ identityId: randomUUID() }),
  },
  // No address: a real one would use up the tries of everybody who asks from here.
  askForResetAction: { allowed: "public", body: () => ({ email: "nobody" }) },
  chooseByLinkAction: { allowed: "public", body: () => ({ password: "orchard-lantern-river-43" }) },
  acceptByLinkAction: {
    allowed: "public",
    body: () => ({ displayName: "Nobody", password: "orchard-lantern-river-43" }),
  },
  changePasswordAction: {
    allowed: roles,
    body: () => ({ current: "no such password", password: "orchard-lantern-river-43" }),
  },
  saveViewAction: {
    allowed: ["tenant_admin"],
    body: () => ({ name: "Refusals", predicates: "outcome=denied" }),
    changes: ["app.saved_views"],
  },
  removeViewAction: { allowed: ["tenant_admin"], body: () => ({ viewId: randomUUID() }) },
  checkIssuedAction: {
    allowed: ["tenant_admin"],
    body: () => ({ code: "", digest: "0".repeat(64) }),
    changes: [],
  },
  requestProbeAction: {
    allowed: ["tenant_admin"],
    // Who asks while one is waiting is told so, and nothing is added.
    body: () => ({}),
  },
  verifyNowAction: { allowed: ["tenant_admin"], body: () => ({}), changes: [] },
  askForCheckpointAction: {
    allowed: ["tenant_admin"],
    // It makes work due that a process elsewhere may not have announced yet.
    body: () => ({}),
  },
  revokeSessionAction: { allowed: roles, body: () => ({ sessionId: randomUUID() }) },
  revokeOthersAction: { allowed: roles, body: () => ({}) },
  displacedReadAction: { allowed: roles, body: () => ({}) },
  postPaymentAction: {
    allowed: ["biller"],
    changes: ["app.payments", "app.payment_allocations", "app.ledger_entries", "app.postings"],
    body: ({ patientId, invoiceId }) => ({
      idempotencyKey: randomUUID(),
      patientId,
      amount: "12.34",
      method: "card",
      reference: "",
      receivedOn: "2026-01-15",
      allocations: JSON.stringify([{ invoiceId, cents: 1_234 }]),
    }),
  },
  ...oversightActions,
  ...glassActions,
  inviteMemberAction: {
    allowed: ["tenant_admin"],
    body: () => ({
      email: `${randomUUID()}@example.test`,
      displayName: "Nobody",
      credentials: "",
      npi: "",
      roles: "biller",
    }),
  },
  changeDetailsAction: {
    allowed: ["tenant_admin"],
    body: ({ memberId }) => ({
      memberId,
      displayName: "Somebody Else",
      credentials: "",
      npi: "",
      seen: "",
    }),
  },
  changeRolesAction: {
    allowed: ["tenant_admin"],
    body: ({ memberId }) => ({ memberId, roles: "tenant_admin", seen: "biller" }),
  },
  deactivateMemberAction: {
    allowed: ["tenant_admin"],
    body: ({ memberId }) => ({ memberId, reason: "none" }),
  },
  reactivateMemberAction: member,
  endMemberSessionsAction: member,
  startPasswordResetAction: member,
  resendInvitationAction: member,
  resetFactorsAction: member,
  withdrawInvitationAction: member,
  rotateKeysAction: {
    allowed: ["tenant_admin"],
    body: () => ({ seen: "999" }),
  },
  approveShreddingAction: { allowed: ["tenant_admin"], body: () => ({ slug: "no-such-clinic" }) },
  setSignInRulesAction: {
    allowed: ["tenant_admin"],
    body: () => ({
      medical_assistant: "1",
      prescriber: "1",
      biller: "1",
      tenant_admin: "1",
      seen: "",
    }),
  },
};
