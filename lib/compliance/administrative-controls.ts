import "server-only";
import type { Facts, Figures } from "./facts.ts";
import { beyond, type Control, count, type Measured, open, pass, passIf } from "./measured.ts";

/** Who may write or take away what the trail holds. The keeper's own functions apart, nobody may. */
const trailWriters = ({ catalog }: Facts) =>
  catalog.access.tables
    .filter(({ name }) => name === "audit.events" || name === "audit.subjects")
    .flatMap(({ rights }) => rights.filter(({ verb }) => verb !== "read")).length;

/** The administrative standards (164.308), retention (164.316) and the accounting of disclosures (164.528). */
export const administrativeControls: readonly Control[] = [
  {
    clause: "164.308(a)(1)(ii)(D)",
    title: "Information system activity review",
    asks: "Records of activity, such as audit logs, are regularly reviewed.",
    measure({ reviews, clinic }) {
      const looks = { looksAtTheTrail: count(clinic, "looks") };
      if (!reviews) return open("No activity review is kept here yet.", looks);
      const figures = { ...reviews, ...looks };
      if (count(reviews, "made") === 0)
        return open("No activity review has been made yet.", figures);
      return passIf(
        count(reviews, "overdue") === 0,
        "Every activity review that was due is signed off.",
        `${count(reviews, "overdue")} activity reviews wait for a sign-off that is overdue.`,
        figures,
      );
    },
  },
  {
    clause: "164.308(a)(3)",
    title: "Workforce security",
    asks: "Those who may work with records can, and those who may not cannot.",
    measure: ({ clinic, catalog }) =>
      passIf(
        count(clinic, "active") > 0 && catalog.violations.length === 0,
        "Only active members have a session: a deactivated one ends with the next request.",
        "The database is not what it is declared to be, so that who may do what is not certain.",
        { active: clinic.active ?? 0, deactivated: clinic.deactivated ?? 0 },
      ),
  },
  {
    clause: "164.308(a)(4)",
    title: "Information access management",
    asks: "Access is authorised by role, and the authorisation is what holds.",
    measure: (facts) =>
      passIf(
        facts.catalog.violations.length === 0,
        "The live policies, grants and memberships are those that are declared, in both directions.",
        `The live database differs from what is declared in ${facts.catalog.violations.length} places.`,
        {
          differences: facts.catalog.violations.length,
          tables: facts.catalog.access.tables.length,
          catalog: facts.catalog.digest,
        },
      ),
  },
  {
    clause: "164.308(a)(5)(ii)(C)",
    title: "Log-in monitoring",
    asks: "Attempts to sign in are watched, and discrepancies are reported.",
    measure: ({ clinic }) => {
      const figures = { signIns30Days: clinic.signIns ?? 0, refused30Days: clinic.refused ?? 0 };
      return count(clinic, "signIns") + count(clinic, "refused") > 0
        ? pass("Sign-ins and refusals are in the trail.", figures)
        : open("Nobody has signed in to this clinic for 30 days.", figures);
    },
  },
  {
    clause: "164.308(a)(5)(ii)(D)",
    title: "Password management",
    asks: "Passwords are created, changed and safeguarded by a procedure.",
    measure: ({ accounts }) =>
      passIf(
        count(accounts, "weakHashes") === 0,
        "Every password is kept as argon2id, has 15 characters or more and is in no list of breached ones.",
        `${count(accounts, "weakHashes")} accounts have no password that is kept as argon2id.`,
        { accounts: accounts.accounts ?? 0, otherHashes: accounts.weakHashes ?? 0 },
      ),
  },
  {
    clause: "164.308(a)(6)",
    title: "Security incident procedures",
    asks: "Incidents are identified, answered and documented.",
    measure: ({ clinic, probe }) =>
      beyond(
        "How the clinic answers an incident is a procedure of its people. What was refused and found is counted here.",
        { denied30Days: clinic.denied ?? 0, unexpectedInLastProbe: probe?.unexpected ?? null },
      ),
  },
  {
    clause: "164.308(a)(7)",
    title: "Contingency plan: backup",
    asks: "Retrievable exact copies of records are made and kept.",
    measure({ backup }) {
      const { hoursAgo = null } = backup;
      if (hoursAgo === null) return unreported(backup, "backup");
      return passIf(
        Number(hoursAgo) < 48,
        `The last backup was ${hoursAgo} hours ago.`,
        `The last backup was ${hoursAgo} hours ago, which is more than two days.`,
        { hoursAgo },
      );
    },
  },
  {
    clause: "164.308(a)(7)(ii)(D)",
    title: "Contingency plan: testing",
    asks: "It is tried whether a backup restores.",
    measure({ backup }) {
      const { lastDrillPassed = null, isLastDrillGood = null } = backup;
      if (isLastDrillGood === null) return unreported(backup, "restore drill");
      const passed =
        lastDrillPassed === null
          ? "no drill has passed yet"
          : `the last that passed was on ${lastDrillPassed}`;
      return passIf(
        isLastDrillGood === true && count(backup, "drillDaysAgo") <= 90,
        `The last restore drill passed on ${lastDrillPassed}.`,
        isLastDrillGood === true
          ? `The last restore drill is more than 90 days old: ${passed}.`
          : `The last restore drill found faults: ${passed}.`,
        { lastDrillPassed, isLastDrillGood },
      );
    },
  },
  {
    clause: "164.316(b)(2)",
    title: "Retention for six years",
    asks: "Documentation is kept for six years.",
    measure(facts) {
      const writers = trailWriters(facts);
      const figures = { oldestEvent: facts.clinic.first ?? null, rightsToWriteOrRemove: writers };
      return passIf(
        writers === 0 && facts.catalog.violations.length === 0,
        "No role may change or remove an event, and the triggers that refuse it are in place.",
        "Somebody may change or remove events.",
        figures,
      );
    },
  },
  {
    clause: "164.528",
    title: "Accounting of disclosures",
    asks: "A patient can have an account of to whom their record was disclosed in six years.",
    measure: ({ disclosures, catalog }) =>
      passIf(
        catalog.violations.length === 0,
        "Disclosures are recorded by hand and from the trail, exports and prints included; each accounting has a code.",
        "The database is not what it is declared to be, so that the record of disclosures is not certain.",
        disclosures,
      ),
  },
];

/** Nobody has said anything: here that means not yet, on a server with tools of its own it cannot be seen. */
function unreported(backup: Figures, what: string): Measured {
  return backup.isEmbedded === true
    ? open(`No ${what} has been reported yet.`)
    : beyond(
        `The database is on a server of its own, whose tools report no ${what} to it. Ask the operator for theirs.`,
      );
}
