/**
 * Everything that the audit trail can say was done, each with the words that people read. An action
 * that is not in this list cannot be recorded, and none may be renamed: old events keep the old word.
 */
export const actionLabels = {
  "session.started": "Signed in",
  "session.refused": "Sign-in refused",
  "session.ended": "Signed out",
  "session.revoked": "Ended a session",
  "session.displaced": "Ended the oldest of too many sessions",
  "session.locked": "Locked the screen",
  "session.unlocked": "Unlocked the screen",
  "session.proved": "Proved who they are again",
  "factor.added": "Added a sign-in factor",
  "factor.removed": "Removed a sign-in factor",
  "factor.refused": "Sign-in factor refused",
  "factors.reset": "Reset a member's sign-in factors",
  "passkey.renamed": "Renamed a passkey",
  "passkey.out-of-turn": "A passkey counted backwards: there may be a copy of it",
  "recovery-code.used": "Signed in with a recovery code",
  "recovery-codes.made": "Made new recovery codes",
  "clinic.chosen": "Chose the clinic",
  "home.viewed": "Viewed the home page",
  "patients.listed": "Listed patients",
  "patients.searched": "Searched patients",
  "chart.viewed": "Viewed the chart",
  "summary.viewed": "Viewed the chart summary",
  "labs.viewed": "Viewed lab results",
  "lab-trend.viewed": "Viewed a lab trend",
  "vitals.viewed": "Viewed vital signs",
  "medications.viewed": "Viewed medications",
  "problems.viewed": "Viewed problems",
  "allergies.viewed": "Viewed allergies",
  "notes.listed": "Listed notes",
  "note.viewed": "Read a note",
  "documents.listed": "Listed documents",
  "document.viewed": "Opened a document",
  "visits.viewed": "Viewed visits",
  "coverage.viewed": "Viewed coverage",
  "contacts.viewed": "Viewed contact details",
  "schedule.viewed": "Viewed the schedule",
  "patient-billing.viewed": "Viewed a patient's billing",
  "invoices.listed": "Listed invoices",
  "invoice.viewed": "Viewed an invoice",
  "payments.listed": "Listed payments",
  "payment.posted": "Posted a payment",
  "adjustment.posted": "Posted an adjustment",
  "aging.viewed": "Viewed A/R aging",
  "members.listed": "Listed members",
  "member.viewed": "Viewed a member",
  "history.viewed": "Viewed an access history",
  "trail.viewed": "Viewed the audit trail",
  "event.viewed": "Opened an audit event",
  "chain.verified": "Verified the audit chain",
  "accounting.viewed": "Viewed an accounting of disclosures",
  "accounting.exported": "Exported an accounting of disclosures",
  "disclosure.recorded": "Recorded a disclosure",
  "disclosure.withdrawn": "Marked a disclosure as entered in error",
  "disclosure-hold.set": "Held back part of an accounting",
  "disclosure-hold.lifted": "Lifted a hold on an accounting",
  "disclosure-rules.changed": "Changed what accountings name",
  "activity-review.made": "Made an activity review",
  "activity-review.asked": "Asked for an activity review",
  "activity-review.viewed": "Viewed an activity review",
  "activity-review.signed": "Signed off an activity review",
  "activity-reviews.listed": "Listed activity reviews",
  "finding.judged": "Gave a verdict on a finding",
  "clinic-hours.changed": "Changed the clinic's hours",
  "export.started": "Started an export",
  "records.exported": "Exported records",
  "export.failed": "Export broke off",
  "document.issued": "Issued a document",
  "document.checked": "Checked an issued document",
  "issued.listed": "Listed issued documents",
  "values.revealed": "Revealed the values of an event",
  "view.saved": "Saved a view of the trail",
  "view.changed": "Changed a view of the trail",
  "view.removed": "Removed a view of the trail",
  "sso.changed": "Changed single sign-on",
  "sso.tested": "Tested single sign-on",
  "identity.linked": "Linked single sign-on",
  "identity.unlinked": "Unlinked single sign-on",
  "draft.opened": "Went on with an unsent form",
  "access.denied": "Access denied",
  "clinic.created": "Created the clinic",
  "clinic.suspended": "Suspended the clinic",
  "clinic.resumed": "Resumed the clinic",
  "clinic.offboarded": "Offboarded the clinic",
  "console.opened": "Opened the incident console",
  "console.statement": "Ran a statement in the incident console",
  "console.closed": "Closed the incident console",
  "keys.created": "Created the clinic's keys",
  "keys.viewed": "Viewed the clinic's keys",
  "keys.rewrapped": "Wrapped the clinic's keys anew",
  "shredding.requested": "Asked that the clinic's records become unreadable",
  "shredding.approved": "Approved that the clinic's records become unreadable",
  "clinic.shredded": "Destroyed the clinic's keys",
  "key-rotation.requested": "Asked for a new key",
  "key-rotation.started": "Began to seal with a new key",
  "key-rotation.finished": "Sealed every record with the new key",
  "member.added": "Added a member",
  "member.invited": "Invited a member",
  "invitation.resent": "Sent an invitation again",
  "invitation.withdrawn": "Withdrew an invitation",
  "member.joined": "Accepted an invitation",
  "password.reset-started": "Started a password reset",
  "password.reset": "Reset the password",
  "password.changed": "Changed the password",
  "member.changed": "Changed a member's details",
  "member.roles-changed": "Changed a member's roles",
  "member.deactivated": "Deactivated a member",
  "member.reactivated": "Reactivated a member",
  "member.sessions-ended": "Ended a member's sessions",
  "sign-in-rules.changed": "Changed the rules of sign-in",
  "import.started": "Started an import",
  "import.committed": "Imported records",
  "import.finished": "Finished an import",
  "row.added": "Row added",
  "row.changed": "Row changed",
  "row.removed": "Row removed",
} as const;

/** One thing that was done, as `noun.verbed`. */
export type AuditAction = keyof typeof actionLabels;

/** What the database itself appends for every change of a row: hidden at first, since each has a cause with a name of its own. */
export const rowActions = ["row.added", "row.changed", "row.removed"] as const;

/** What the application may record. Row events come from the database alone. */
export type RecordedAction = Exclude<AuditAction, (typeof rowActions)[number]>;

/** How it ended. `denied` is a permission or a record that was not theirs, `failed` a thing that was tried and did not work. */
export const outcomes = ["success", "denied", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

/** Whether a stored word is one of ours. */
export function isAuditAction(word: string): word is AuditAction {
  return Object.hasOwn(actionLabels, word);
}

/** The words for an action, or the stored word itself for one this version does not know. */
export function labelOf(action: string): string {
  return isAuditAction(action) ? actionLabels[action] : action;
}
