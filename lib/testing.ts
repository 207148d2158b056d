import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { platformOperatorId } from "#db/roles";
import type { TenantTx } from "#db/tenant";
import type { Queries } from "#db/transaction";
import type { Actor } from "#lib/access/actor";
import type { MemberRole } from "#lib/access/permissions";
import { newId } from "#lib/ids";
import { keyProvider } from "#lib/kms/configured";
import { openField, sealField } from "#lib/phi/envelope";
import { unwrapRows } from "#lib/phi/keys";
import { tokensOf } from "#lib/phi/search-tokens";
import { keyPurposes, newTenantKey } from "#lib/phi/tenant-key";
import type { Scope } from "#lib/scope";

/** The administrative connection of the test database: to arrange, to tamper, and to judge. The code under test never has it. */
export const admin = postgres(process.env.TEST_ADMIN_URL ?? "", { max: 2, onnotice: () => {} });

/** The same connection as a query builder, in the casing of the schema. */
export const adminDb = drizzle(admin, { casing: "snake_case" });

/** A transaction of that connection as one of the door, once it has become a role in a clinic. */
export const asDoorTx = (tx: Queries): TenantTx => tx as TenantTx;

/** A clinic of the test's own, ways to be anyone who works there, and a way to put records in. */
export interface TestClinic {
  readonly tenantId: string;
  readonly slug: string;
  /** A member who holds exactly these roles, in this order. The same person each time for the same roles. */
  as(...roles: readonly MemberRole[]): Actor;
  /** Writes records as the importer does: same role, same wall, same sealing; without audit drafts. */
  write<T>(work: (scope: Scope) => Promise<T>): Promise<T>;
}

const roleSets: readonly (readonly MemberRole[])[] = [
  ["medical_assistant"],
  ["prescriber"],
  ["biller"],
  ["tenant_admin"],
  ["prescriber", "tenant_admin"],
  ["biller", "tenant_admin"],
];

/** Makes a clinic with keys and members. Every test has its own, so all run side by side and none cleans up. */
export async function newClinic(): Promise<TestClinic> {
  const tenantId = newId();
  const slug = `test-${tenantId}`;
  const tenant = {
    id: tenantId,
    slug,
    name: "Test Clinic",
    specialty: "hormone",
    color: "#1b5fc1",
    timeZone: "America/Chicago",
  };
  const actors = roleSets.map(
    (roles): Actor => ({
      tenantId,
      memberId: newId(),
      accountId: newId(),
      sessionId: newId(),
      displayName: `Test ${roles.join(" ")}`,
      roles,
      tenant,
    }),
  );
  const provider = await keyProvider();
  const keys = await Promise.all(
    keyPurposes.map((purpose) => newTenantKey(provider, { tenantId, purpose, version: 1 })),
  );
  const keyRows = keys.map((key) => ({ ...key, state: "primary" as const }));

  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${platformOperatorId}, true)`;
    await tx`insert into directory.tenants (id, slug, name, specialty, color, time_zone)
      values (${tenantId}, ${slug}, ${tenant.name}, ${tenant.specialty}, ${tenant.color}, ${tenant.timeZone})`;
    for (const key of keyRows) {
      await tx`insert into app.tenant_keys (tenant_id, purpose, version, wrapped, kcv, provider, state)
        values (${tenantId}, ${key.purpose}, ${key.version}, ${key.wrapped}, ${key.kcv}, ${key.provider}, ${key.state})`;
    }
    for (const actor of actors) {
      await tx`insert into app.members (tenant_id, id, account_id, display_name)
        values (${tenantId}, ${actor.memberId}, ${actor.accountId}, ${actor.displayName})`;
      for (const [index, role] of actor.roles.entries()) {
        await tx`insert into app.member_roles (tenant_id, member_id, role, position)
          values (${tenantId}, ${actor.memberId}, ${role}, ${index + 1})`;
      }
    }
  });

  const tenantKeys = await unwrapRows(tenantId, keyRows);
  return {
    tenantId,
    slug,
    as(...roles) {
      const actor = actors.find((each) => each.roles.join() === roles.join());
      if (!actor) throw new Error(`no test member holds ${roles.join(" and ")}`);
      return actor;
    },
    write: (work) =>
      adminDb.transaction(async (tx) => {
        await tx.execute(sql`select set_config('role', 'chartkeep_import', true),
          set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${platformOperatorId}, true)`);
        return work({
          tenantId,
          actorId: platformOperatorId,
          role: "chartkeep_import",
          tx: asDoorTx(tx),
          tokens: tokensOf(tenantKeys),
          require: () => {},
          allows: () => true,
          record: () => {},
          afterCommit: () => {},
          disclose: () => (sealed, place) => openField(tenantKeys, place, sealed),
          seal: (place, text) => sealField(tenantKeys, place, text),
        });
      }),
  };
}
