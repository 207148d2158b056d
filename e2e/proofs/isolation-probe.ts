import { closePool, configurePool } from "#db/client";
import type { LiveProbeResult } from "#db/isolation/live-count";
import { LiveDoor } from "#db/isolation/live-door";
import { LiveProbe } from "#db/isolation/live-probe";
import { memberRoles, systemRoles } from "#db/roles";
import type { Claim } from "#e2e/claim";
import { makeClinic } from "#lib/clinics/make";
import { probeClinics } from "#lib/compliance/probe-clinics";

const served = [...memberRoles, "chartkeep_directory"] as const;

/** What a running installation tries every day, with its real logins and through the real door, finds nothing and changes nothing. */
export const claim: Claim = {
  title:
    "A running installation finds by its own probe that no clinic's rows are reached from another",

  async run({ appUrl, log }) {
    const contextKey = process.env.CONTEXT_KEY ?? "";
    const operatorUrl = process.env.TEST_OPERATOR_URL ?? "";
    configurePool(operatorUrl);
    const server = new LiveDoor(appUrl, contextKey, { roles: served, mayBecome: served });
    const operator = new LiveDoor(operatorUrl, contextKey, {
      roles: systemRoles.filter((role) => role !== "chartkeep_directory"),
      mayBecome: systemRoles,
    });
    try {
      await server.open("chartkeep_app");
      await operator.open("chartkeep_operator");
      const working = await makeClinic({
        slug: "working",
        name: "Working",
        specialty: "hormone",
        color: "#1b5fc1",
        timeZone: "UTC",
      });
      const never = new AbortController().signal;
      const probe = await LiveProbe.begin([server, operator], await probeClinics());
      const everything = await probe.everything(never);
      log(`${everything.attempts} attempts between the two clinics of the probe`);
      const sight = await probe.sight(working, never);
      log(`${sight.attempts} attempts to see a working clinic's rows`);
      return verdict(everything, sight, log);
    } finally {
      await server.close();
      await operator.close();
      await closePool();
    }
  },
};

function verdict(everything: LiveProbeResult, sight: LiveProbeResult, log: (line: string) => void) {
  const findings = [...everything.findings, ...sight.findings];
  for (const { where, aim, outcome } of findings.slice(0, 20)) log(`${where}: ${aim}: ${outcome}`);
  const undecided = everything.undecided + sight.undecided;
  return {
    held: findings.length === 0 && undecided === 0 && everything.attempts > 10_000,
    figures: {
      tables: everything.tables,
      roles: everything.roles,
      "tables with a row to reach for": everything.canaries,
      attempts: everything.attempts + sight.attempts,
      "unexpected outcomes": findings.length,
      undecided,
    },
  };
}
