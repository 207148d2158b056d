import type postgres from "postgres";
import { memberRoles } from "#db/roles";

/** One operation as it is found in the end: which tenants its legs landed in, and which legs there are. */
export interface Found {
  readonly operation: string;
  readonly tenants: readonly string[];
  readonly legs: readonly number[];
}

const schema = "proof_kill_backends";

/**
 * A ledger of the proof's own under the same wall as every tenant table. Its deferred trigger makes
 * COMMIT take a few milliseconds, so that some backends die while committing.
 */
export async function makeLedger(admin: postgres.Sql): Promise<void> {
  const roles = memberRoles.join(", ");
  const ownTenant = "tenant_id = nullif(current_setting('app.current_tenant', true), '')::uuid";
  await dropLedger(admin);
  await admin.unsafe(`
    create schema ${schema};
    create table ${schema}.ledger (
      tenant_id uuid not null, operation text not null, leg int not null,
      primary key (tenant_id, operation, leg));
    alter table ${schema}.ledger enable row level security;
    alter table ${schema}.ledger force row level security;
    create policy wall on ${schema}.ledger as restrictive for all to public
      using (${ownTenant}) with check (${ownTenant});
    create policy members on ${schema}.ledger as permissive for all to ${roles}
      using (true) with check (true);
    grant usage on schema ${schema} to ${roles};
    grant select, insert on ${schema}.ledger to ${roles};
    create function ${schema}.linger() returns trigger language plpgsql as
      'begin perform pg_sleep(0.003); return null; end';
    create constraint trigger linger after insert on ${schema}.ledger
      deferrable initially deferred for each row execute function ${schema}.linger();`);
}

/** Everything in the ledger, read past its wall. */
export async function readLedger(admin: postgres.Sql): Promise<readonly Found[]> {
  return admin<Found[]>`
    select operation, array_agg(tenant_id::text order by leg) as tenants,
      array_agg(leg order by leg) as legs
    from ${admin(schema)}.ledger group by operation`;
}

/** Removes the ledger and its schema. */
export async function dropLedger(admin: postgres.Sql): Promise<void> {
  await admin.unsafe(`drop schema if exists ${schema} cascade`);
}
