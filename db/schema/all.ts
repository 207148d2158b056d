import type { TableAccess } from "#db/access";
import { withConsole } from "#db/console-access";
import { accountsAccess } from "./accounts.ts";
import { activityReviewsAccess } from "./activity-reviews.ts";
import { adjustmentsAccess } from "./adjustments.ts";
import { allergiesAccess } from "./allergies.ts";
import { appointmentsAccess } from "./appointments.ts";
import { auditAlarmsAccess } from "./audit-alarms.ts";
import { auditCheckpointsAccess } from "./audit-checkpoints.ts";
import { auditEventsAccess } from "./audit-events.ts";
import { auditHeadsAccess } from "./audit-heads.ts";
import { auditOutboxAccess } from "./audit-outbox.ts";
import { auditReceiptsAccess } from "./audit-receipts.ts";
import { auditStatementsAccess } from "./audit-statements.ts";
import { auditSubjectsAccess } from "./audit-subjects.ts";
import { auditVerificationsAccess } from "./audit-verifications.ts";
import { backupsAccess } from "./backups.ts";
import { breakGlassGrantsAccess } from "./break-glass-grants.ts";
import { breakGlassReviewsAccess } from "./break-glass-reviews.ts";
import { careTeamAccess } from "./care-team.ts";
import { challengesAccess } from "./challenges.ts";
import { chargesAccess } from "./charges.ts";
import { complianceRulesAccess } from "./compliance-rules.ts";
import { consoleSessionsAccess } from "./console-sessions.ts";
import { contextKeysAccess } from "./context-keys.ts";
import { coveragesAccess } from "./coverages.ts";
import { disclosureHoldsAccess } from "./disclosure-holds.ts";
import { disclosuresAccess } from "./disclosures.ts";
import { documentsAccess } from "./documents.ts";
import { draftsAccess } from "./drafts.ts";
import { encountersAccess } from "./encounters.ts";
import { immunizationsAccess } from "./immunizations.ts";
import { importRunsAccess } from "./import-runs.ts";
import { importSourcesAccess } from "./import-sources.ts";
import { invoiceLinesAccess } from "./invoice-lines.ts";
import { invoicesAccess } from "./invoices.ts";
import { isolationProbesAccess } from "./isolation-probes.ts";
import { issuedDocumentsAccess } from "./issued-documents.ts";
import { jobsAccess } from "./jobs.ts";
import { keyHoldingsAccess } from "./key-holdings.ts";
import { keyRotationsAccess } from "./key-rotations.ts";
import { keyUsesAccess } from "./key-uses.ts";
import { ledgerEntriesAccess } from "./ledger-entries.ts";
import { linksAccess } from "./links.ts";
import { medicationRequestsAccess } from "./medication-requests.ts";
import { memberRolesAccess } from "./member-roles.ts";
import { membersAccess } from "./members.ts";
import { membershipsAccess } from "./memberships.ts";
import { notesAccess } from "./notes.ts";
import { observationsAccess } from "./observations.ts";
import { organizationsAccess } from "./organizations.ts";
import { panelsAccess } from "./panels.ts";
import { passkeysAccess } from "./passkeys.ts";
import { patientContactsAccess } from "./patient-contacts.ts";
import { patientsAccess } from "./patients.ts";
import { paymentAllocationsAccess } from "./payment-allocations.ts";
import { paymentsAccess } from "./payments.ts";
import { postingsAccess } from "./postings.ts";
import { practitionersAccess } from "./practitioners.ts";
import { problemsAccess } from "./problems.ts";
import { proceduresAccess } from "./procedures.ts";
import { recoveryCodesAccess } from "./recovery-codes.ts";
import { restoreDrillsAccess } from "./restore-drills.ts";
import { restrictionsAccess } from "./restrictions.ts";
import { reviewFindingsAccess } from "./review-findings.ts";
import { savedViewsAccess } from "./saved-views.ts";
import { withRotator } from "./sealed-columns.ts";
import { sessionsAccess } from "./sessions.ts";
import { shreddingsAccess } from "./shreddings.ts";
import { signInRulesAccess } from "./sign-in-rules.ts";
import { ssoConnectionsAccess } from "./sso-connections.ts";
import { ssoFlowsAccess } from "./sso-flows.ts";
import { ssoIdentitiesAccess } from "./sso-identities.ts";
import { tenantKeysAccess } from "./tenant-keys.ts";
import { tenantsAccess } from "./tenants.ts";
import { throttlesAccess } from "./throttles.ts";
import { totpFactorsAccess } from "./totp-factors.ts";

const declared: readonly TableAccess[] = [
  accountsAccess,
  activityReviewsAccess,
  adjustmentsAccess,
  allergiesAccess,
  appointmentsAccess,
  auditAlarmsAccess,
  auditCheckpointsAccess,
  auditEventsAccess,
  auditHeadsAccess,
  auditOutboxAccess,
  auditReceiptsAccess,
  auditSubjectsAccess,
  auditVerificationsAccess,
  breakGlassGrantsAccess,
  breakGlassReviewsAccess,
  careTeamAccess,
  challengesAccess,
  chargesAccess,
  complianceRulesAccess,
  contextKeysAccess,
  coveragesAccess,
  disclosureHoldsAccess,
  disclosuresAccess,
  documentsAccess,
  draftsAccess,
  encountersAccess,
  immunizationsAccess,
  importRunsAccess,
  importSourcesAccess,
  invoiceLinesAccess,
  invoicesAccess,
  isolationProbesAccess,
  backupsAccess,
  restoreDrillsAccess,
  consoleSessionsAccess,
  auditStatementsAccess,
  jobsAccess,
  issuedDocumentsAccess,
  keyHoldingsAccess,
  keyRotationsAccess,
  keyUsesAccess,
  ledgerEntriesAccess,
  linksAccess,
  medicationRequestsAccess,
  memberRolesAccess,
  membersAccess,
  membershipsAccess,
  notesAccess,
  observationsAccess,
  organizationsAccess,
  panelsAccess,
  passkeysAccess,
  patientContactsAccess,
  patientsAccess,
  paymentAllocationsAccess,
  paymentsAccess,
  postingsAccess,
  practitionersAccess,
  problemsAccess,
  proceduresAccess,
  recoveryCodesAccess,
  reviewFindingsAccess,
  savedViewsAccess,
  restrictionsAccess,
  sessionsAccess,
  shreddingsAccess,
  signInRulesAccess,
  ssoConnectionsAccess,
  ssoFlowsAccess,
  ssoIdentitiesAccess,
  tenantKeysAccess,
  tenantsAccess,
  throttlesAccess,
  totpFactorsAccess,
];

/**
 * Every table with its declared access, what seals its envelopes anew and what the incident console
 * sees included: the truth that the live catalog must equal in both directions.
 */
export const accessMatrix: readonly TableAccess[] = declared.map(withRotator).map(withConsole);
