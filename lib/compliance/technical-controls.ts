import "server-only";
import type { Facts, Figures } from "./facts.ts";
import {
  beyond,
  type Control,
  count,
  day,
  fail,
  type Measured,
  open,
  pass,
  passIf,
} from "./measured.ts";

const isolation = ({ probe, catalog }: Facts): Figures => ({
  probe: probe?.id ?? null,
  probedAt: probe?.finishedAt ?? null,
  attempts: probe?.attempts ?? 0,
  unexpected: probe?.unexpected ?? 0,
  undecided: probe?.undecided ?? 0,
  differences: catalog.violations.length,
  catalog: catalog.digest,
  tables: catalog.access.tables.length,
});

const transport = ({ settings, connection }: Facts): Figures => ({
  address: settings.isHttps ? "https" : "http",
  hsts: settings.hsts ?? null,
  databaseTls: connection.isTls ?? null,
  databaseVersion: connection.version ?? null,
  databaseIsLocal: connection.isLocal ?? null,
});

/** The technical safeguards (164.312). */
export const technicalControls: readonly Control[] = [
  {
    clause: "164.312(a)(1)",
    title: "Access control",
    asks: "Only those who were granted access reach records; one clinic's are out of another's reach.",
    measure(facts) {
      const { probe, catalog } = facts;
      const figures = isolation(facts);
      if (catalog.violations.length > 0)
        return fail("The live database is not what it is declared to be.", figures);
      if (!probe) return open("Isolation has not been probed yet.", figures);
      if (probe.unexpected > 0)
        return fail(
          `${probe.unexpected} attempts of the last probe reached what they must not.`,
          figures,
        );
      if (probe.undecided > 0 || (probe.ageSeconds ?? 0) > 2 * day)
        return open("The last isolation probe is incomplete or more than two days old.", figures);
      return pass(
        "The database refuses by default, and nothing was reached across clinics.",
        figures,
      );
    },
  },
  {
    clause: "164.312(a)(2)(i)",
    title: "Unique user identification",
    asks: "Each person is identified and tracked by a name of their own.",
    measure: ({ clinic }) =>
      passIf(
        count(clinic, "shared") === 0,
        "Each member has an account of their own, and no event can be without its actor.",
        `${count(clinic, "shared")} members share an account.`,
        { active: clinic.active ?? 0, shared: clinic.shared ?? 0, events: clinic.head ?? 0 },
      ),
  },
  {
    clause: "164.312(a)(2)(ii)",
    title: "Emergency access procedure",
    asks: "Records can be reached in an emergency, and that is looked over.",
    measure({ glass }) {
      if (count(glass, "overdue") > 0)
        return fail(
          `${count(glass, "overdue")} emergency accesses wait for a review that is overdue.`,
          glass,
        );
      if (count(glass, "unclosed") > 0)
        return fail(
          `${count(glass, "unclosed")} emergency accesses are over for an hour, and their end is not recorded.`,
          glass,
        );
      return pass(
        "Break-glass access is limited by the row policies, and each that was due is reviewed.",
        glass,
      );
    },
  },
  {
    clause: "164.312(a)(2)(iii)",
    title: "Automatic logoff",
    asks: "A session ends after a time without activity.",
    measure: ({ settings, accounts }) =>
      passIf(
        count(settings, "idleSeconds") <= 15 * 60,
        "The database's clock ends a session after 15 minutes without activity, and after 12 hours in any case.",
        "Sessions live longer than 15 minutes without activity.",
        {
          idleSeconds: settings.idleSeconds ?? 0,
          overallSeconds: settings.overallSeconds ?? 0,
          openNow: accounts.open ?? 0,
        },
      ),
  },
  {
    clause: "164.312(a)(2)(iv)",
    title: "Encryption and decryption",
    asks: "Records are encrypted where they are stored.",
    measure({ keys, clinic, settings, catalog }) {
      const figures = {
        ...keys,
        sampled: clinic.sampled ?? 0,
        sealed: clinic.sealed ?? 0,
        sealedColumns: catalog.access.tables.reduce(
          (sum, { columns }) => sum + columns.filter((name) => name.endsWith("_sealed")).length,
          0,
        ),
      };
      if (count(keys, "primaries") < 2)
        return fail("The clinic has not both of its keys.", figures);
      if (clinic.sealed !== clinic.sampled) return fail("A sampled record is not sealed.", figures);
      if (settings.keyProvider === "local-file" && settings.environment === "production")
        return fail("The root key lies beside the data.", figures);
      return pass(
        count(clinic, "sampled") === 0
          ? "Fields are sealed with AES-256-GCM under the clinic's own key; there is no patient yet to sample."
          : "Fields are sealed with AES-256-GCM under the clinic's own key; every sampled one is.",
        figures,
      );
    },
  },
  {
    clause: "164.312(b)",
    title: "Audit controls",
    asks: "What is done with records is recorded and can be examined.",
    measure: ({ clinic, catalog }) =>
      passIf(
        count(clinic, "head") > 0 && catalog.violations.length === 0,
        "Every look and every change is an event that is committed with it; the triggers that see to it are in place.",
        "The trail is empty, or what sees to it is not in place.",
        {
          position: clinic.head ?? 0,
          eventsOfTheLastDay: clinic.today ?? 0,
          latest: clinic.latest ?? null,
        },
      ),
  },
  {
    clause: "164.312(c)(1)",
    title: "Integrity",
    asks: "Records are protected from improper alteration or destruction.",
    measure({ walk }) {
      if (walk.at == null) return open("The audit chain has not been verified yet.", walk);
      if (walk.intact !== true) return fail("The audit chain is damaged.", walk);
      return count(walk, "age") > 7 * day
        ? open("The audit chain was last verified more than seven days ago.", walk)
        : pass("The audit chain was walked from its first event and is intact.", walk);
    },
  },
  {
    clause: "164.312(c)(2)",
    title: "Mechanism to authenticate records",
    asks: "It can be shown that records have not been altered.",
    measure({ checkpoint }) {
      if (!checkpoint)
        return open(
          "No signed checkpoint of the chain is kept yet: a rewritten chain could not be told.",
        );
      if (checkpoint.at == null) return open("The chain has no signed checkpoint yet.", checkpoint);
      return count(checkpoint, "age") > 7 * day
        ? open("The last signed checkpoint is more than seven days old.", checkpoint)
        : pass("The head of the chain is signed, and kept outside of the database.", checkpoint);
    },
  },
  {
    clause: "164.312(d)",
    title: "Person or entity authentication",
    asks: "Whoever seeks access is who they say they are.",
    measure: ({ clinic, withoutFactor }) =>
      passIf(
        withoutFactor === 0 && count(clinic, "strict") === 4,
        "Every role signs in with a second factor, and every active member has one.",
        withoutFactor === 0
          ? "Every member has a second factor, but the sign-in rules do not ask each role for one."
          : `${withoutFactor} of ${count(clinic, "active")} active members have no second factor.`,
        {
          active: clinic.active ?? 0,
          withoutSecondFactor: withoutFactor,
          rolesThatAreAskedForOne: clinic.strict ?? 0,
        },
      ),
  },
  {
    clause: "164.312(e)(1)",
    title: "Transmission security",
    asks: "Records are guarded on their way over a network.",
    measure: (facts) => outside(facts, "People reach the application over TLS alone."),
  },
  {
    clause: "164.312(e)(2)(i)",
    title: "Integrity controls in transit",
    asks: "Records cannot be altered unnoticed on their way.",
    measure: (facts) =>
      outside(facts, "TLS authenticates what is sent, and browsers are told to use nothing else."),
  },
  {
    clause: "164.312(e)(2)(ii)",
    title: "Encryption in transit",
    asks: "Records are encrypted on their way.",
    measure(facts) {
      const { connection } = facts;
      if (connection.isTls !== true && connection.isLocal !== true)
        return fail(
          "The server and its database speak over a network without TLS.",
          transport(facts),
        );
      return outside(
        facts,
        connection.isTls === true
          ? "Browser, server and database speak TLS."
          : "Browsers speak TLS, and the database is on the same machine.",
      );
    },
  },
];

/** What is outside of this process is seen from inside by its settings alone: on one's own machine there is no network. */
function outside(facts: Facts, good: string): Measured {
  const figures = transport(facts);
  const { isHttps, isLoopback } = facts.settings;
  if (isHttps === true) return pass(good, figures);
  if (isLoopback === true)
    return beyond(
      "This installation is reached on its own machine alone, without a network and so without TLS.",
      figures,
    );
  return fail("People reach the application without TLS.", figures);
}
