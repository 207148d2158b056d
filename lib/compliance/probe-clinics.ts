import "server-only";
import { eq } from "drizzle-orm";
import type { ProbeClinics } from "#db/isolation/live-probe";
import { platformOperatorId } from "#db/roles";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import { findClinic, makeClinic, operatorIn } from "#lib/clinics/make";
import { sealField } from "#lib/phi/envelope";
import { tenantKeys } from "#lib/phi/keys";

/**
 * The two clinics between which the probe tries everything, made on first use: nobody works there and
 * nobody can be invited, since they are suspended from the beginning. Their rows mean nothing, but are
 * sealed like any other.
 */
export async function probeClinics(): Promise<ProbeClinics> {
  const [own, foreign] = [await clinicNamed(1), await clinicNamed(2)];
  const [ownKeys, foreignKeys] = [
    await tenantKeys(operatorIn(own)),
    await tenantKeys(operatorIn(foreign)),
  ];
  return {
    own,
    foreign,
    operatorId: platformOperatorId,
    seal: (place, tenantId) => sealField(tenantId === own ? ownKeys : foreignKeys, place, "canary"),
  };
}

async function clinicNamed(number: number): Promise<string> {
  const slug = `isolation-probe-${number}`;
  const id =
    (await findClinic(slug))?.id ??
    (await makeClinic({
      slug,
      name: `Isolation probe ${number}`,
      specialty: "none",
      color: "#646b76",
      timeZone: "UTC",
    }));
  await inTenant(operatorIn(id), (tx) =>
    tx.update(tenants).set({ status: "suspended" }).where(eq(tenants.id, id)),
  );
  return id;
}
