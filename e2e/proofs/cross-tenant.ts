import postgres from "postgres";
import { type ProbeResult, probeLogin, probeTenants } from "#db/isolation/cross-tenant";
import { undoing } from "#db/isolation/undoing";
import { memberRoles } from "#db/roles";
import type { Claim } from "#e2e/claim";

/** In every table, under every role, with every kind of tenant setting, another clinic's rows cannot be reached or inferred. */
export const claim: Claim = {
  title:
    "One clinic's rows cannot be read, counted, written, moved, referred to or inferred from another",

  async run({ adminUrl, appUrl, log }) {
    const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
    const app = postgres(appUrl, { max: 1, onnotice: () => undefined });
    try {
      const tenants = await undoing(admin, (query) => probeTenants(query));
      log(`${tenants.attempts} attempts in ${tenants.tables} tables under ${tenants.roles} roles`);
      const login = await undoing(app, (query) =>
        probeLogin(query, [...memberRoles, "chartkeep_directory"]),
      );
      log(`${login.attempts} attempts as the login without a role`);
      return verdict(tenants, login, log);
    } finally {
      await Promise.all([admin.end({ timeout: 5 }), app.end({ timeout: 5 })]);
    }
  },
};

function verdict(tenants: ProbeResult, login: ProbeResult, log: (line: string) => void) {
  const findings = [...tenants.findings, ...login.findings];
  for (const { where, aim, outcome } of findings.slice(0, 20)) log(`${where}: ${aim}: ${outcome}`);
  return {
    held: findings.length === 0 && tenants.attempts > 0 && login.attempts > 0,
    figures: {
      tables: tenants.tables,
      roles: tenants.roles,
      attempts: tenants.attempts + login.attempts,
      "unexpected outcomes": findings.length,
    },
  };
}
