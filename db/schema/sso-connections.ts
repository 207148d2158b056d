import { boolean, text } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import { createdAt, id, instant, sealed, tenantId, tenantKey } from "#db/columns";
import { app } from "./schemas.ts";

/**
 * The identity provider that a clinic's people may sign in through. Its id is the clinic's own, so that
 * the key allows each clinic one. The client's secret is sealed with the clinic's key and write-only: the admin who sets it cannot read it
 * back, sign-in alone opens it. A connection is switched off, never removed.
 */
export const ssoConnections = app.table(
  "sso_connections",
  {
    tenantId: tenantId(),
    id: id(),
    issuer: text().notNull(),
    clientId: text().notNull(),
    clientSecretSealed: sealed().notNull(),
    isEnabled: boolean().notNull().default(false),
    trustsProviderFactor: boolean().notNull().default(false),
    changedAt: instant().notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (table) => [tenantKey(table)],
);

const open = ["issuer", "client_id", "is_enabled", "trusts_provider_factor", "changed_at"];

export const ssoConnectionsAccess: TableAccess = {
  table: ssoConnections,
  read: {
    tenant_admin: { columns: ["tenant_id", "id", ...open, "created_at"] },
    chartkeep_directory: true,
  },
  add: { tenant_admin: true },
  edit: { tenant_admin: { columns: [...open, "client_secret_sealed"] } },
};
