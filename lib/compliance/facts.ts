import "server-only";
import { sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { ownConnection } from "#db/own-connection";
import { embeddedName } from "#db/server-name";
import { sessionLimits } from "#lib/auth/limits";
import { factorsOfMembers } from "#lib/auth/member-accounts";
import { env } from "#lib/env";
import { keyProvider } from "#lib/kms/configured";
import type { MemberScope } from "#lib/scope";
import { staticHeaders } from "#lib/security-headers";
import { type Catalog, readCatalog } from "./catalog.ts";
import { listProbes } from "./probes.ts";
import type { ProbeView } from "./view.ts";

/** Figures of one statement, by name. Instants are ISO in UTC; what nobody has yet is null. */
export type Figures = Readonly<Record<string, number | string | boolean | null>>;

/** What the clinic's own records say, read in the scope of who asks. */
export interface ClinicFacts {
  readonly clinic: Figures;
  readonly memberIds: readonly string[];
  readonly reviews: Figures | undefined;
  readonly checkpoint: Figures | undefined;
  readonly walk: Figures;
  readonly glass: Figures;
  readonly keys: Figures;
  readonly disclosures: Figures;
  readonly probe: ProbeView | undefined;
}

/** What the installation says of itself, read as nobody and in no clinic. */
export interface HouseFacts {
  readonly catalog: Catalog;
  readonly withoutFactor: number;
  readonly accounts: Figures;
  readonly connection: Figures;
  readonly backup: Figures;
  readonly settings: Figures;
}

/** Everything that the controls are measured by. */
export interface Facts extends ClinicFacts, HouseFacts {}

const utc = (expression: string) =>
  `to_char((${expression}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const age = (expression: string) => `extract(epoch from clock_timestamp() - (${expression}))::int`;

/** A question of ours as a statement: where it says `$t`, the clinic is bound. */
const aboutClinic = (question: string, tenantId: string) =>
  sql.join(
    question.split("$t").map((part) => sql.raw(part)),
    sql`${tenantId}::uuid`,
  );

/** Reads what the clinic's own records say. */
export async function clinicFacts(scope: MemberScope): Promise<ClinicFacts> {
  scope.require("evidence:read");
  const { tx, tenantId } = scope;
  const one = async (columns: string): Promise<Figures> => {
    const [row] = await tx.execute<Record<string, number | string | boolean | null>>(
      aboutClinic(`select ${columns}`, tenantId),
    );
    return row ?? {};
  };
  const has = async (table: string) =>
    (await one(`to_regclass('${table}') is not null as there`)).there === true;
  const members = await tx.execute<{ id: string }>(
    sql`select id from app.members where tenant_id = ${tenantId} and status = 'active' order by id`,
  );
  return {
    memberIds: members.map(({ id }) => id),
    clinic: await one(clinicColumns),
    reviews: (await has("app.activity_reviews")) ? await one(reviewColumns) : undefined,
    checkpoint: (await has("audit.checkpoints")) ? await one(checkpointColumns) : undefined,
    walk: await one((await has("audit.verifications")) ? walkColumns : walkEventColumns),
    glass: await one(glassColumns),
    keys: await one(keyColumns),
    disclosures: await one(disclosureColumns),
    probe: (await listProbes(scope)).probes.find(({ finishedAt }) => finishedAt !== null),
  };
}

const clinicColumns = `
  (select count(*)::int from app.members where tenant_id = $t and status = 'active') as active,
  (select count(*)::int from app.members where tenant_id = $t and status = 'deactivated') as deactivated,
  (select (count(account_id) - count(distinct account_id))::int from app.members where tenant_id = $t and account_id is not null) as shared,
  (select count(*)::int from app.sign_in_rules where tenant_id = $t and assurance >= 2) as strict,
  (select seq from audit.heads where tenant_id = $t) as head,
  (select ${utc("min(at)")} from audit.events where tenant_id = $t) as first,
  (select ${utc("max(at)")} from audit.events where tenant_id = $t) as latest,
  (select count(*)::int from audit.events where tenant_id = $t and at > clock_timestamp() - interval '1 day') as today,
  (select count(*)::int from audit.events where tenant_id = $t and action = 'session.started' and at > clock_timestamp() - interval '30 days') as "signIns",
  (select count(*)::int from audit.events where tenant_id = $t and action in ('session.refused', 'factor.refused') and at > clock_timestamp() - interval '30 days') as refused,
  (select count(*)::int from audit.events where tenant_id = $t and outcome = 'denied' and at > clock_timestamp() - interval '30 days') as denied,
  (select count(*)::int from audit.events where tenant_id = $t and action = 'trail.viewed' and at > clock_timestamp() - interval '30 days') as looks,
  (select count(*)::int from (select family_sealed as e from app.patients where tenant_id = $t order by id limit 500) s) as sampled,
  (select count(*)::int from (select family_sealed as e from app.patients where tenant_id = $t order by id limit 500) s where get_byte(e, 0) = 1 and octet_length(e) >= 66) as sealed`;

const reviewColumns = `
  (select count(*)::int from app.activity_reviews where tenant_id = $t and made_at is not null) as made,
  (select count(*)::int from app.activity_reviews where tenant_id = $t and signed_at is not null) as signed,
  (select count(*)::int from app.activity_reviews where tenant_id = $t and signed_at is null and due_at < clock_timestamp()) as overdue,
  (select ${utc("max(signed_at)")} from app.activity_reviews where tenant_id = $t) as latest`;

const checkpointColumns = `
  (select max(size) from audit.checkpoints where tenant_id = $t) as size,
  (select ${utc("max(at)")} from audit.checkpoints where tenant_id = $t) as at,
  (select ${age("max(at)")} from audit.checkpoints where tenant_id = $t) as age`;

const walkColumns = `
  (select ${utc("max(at)")} from audit.verifications where tenant_id = $t and extent = 'full') as at,
  (select ${age("max(at)")} from audit.verifications where tenant_id = $t and extent = 'full') as age,
  (select position from audit.verifications where tenant_id = $t order by at desc limit 1) as position,
  (select damage is null from audit.verifications where tenant_id = $t order by at desc limit 1) as intact`;

const walkEventColumns = `
  (select ${utc("max(at)")} from audit.events where tenant_id = $t and action = 'chain.verified') as at,
  (select ${age("max(at)")} from audit.events where tenant_id = $t and action = 'chain.verified') as age,
  (select seq from audit.events where tenant_id = $t and action = 'chain.verified' order by seq desc limit 1) as position,
  (select outcome = 'success' from audit.events where tenant_id = $t and action = 'chain.verified' order by seq desc limit 1) as intact`;

const glassColumns = `
  (select count(*)::int from app.break_glass_grants where tenant_id = $t) as grants,
  (select count(*)::int from app.break_glass_reviews where tenant_id = $t) as reviews,
  (select count(*)::int from app.break_glass_grants g where g.tenant_id = $t and g.review_due_at < clock_timestamp()
    and not exists (select from app.break_glass_reviews r where r.tenant_id = $t and r.grant_id = g.id)) as overdue,
  (select count(*)::int from app.break_glass_grants where tenant_id = $t and ended_at is null and ends_at < clock_timestamp() - interval '1 hour') as unclosed,
  (select count(*)::int from app.restrictions where tenant_id = $t) as restrictions`;

const keyColumns = `
  (select count(*)::int from app.tenant_keys where tenant_id = $t and state = 'primary') as primaries,
  (select max(version) from app.tenant_keys where tenant_id = $t and purpose = 'field') as version,
  (select ${utc("max(created_at)")} from app.tenant_keys where tenant_id = $t and purpose = 'field' and state = 'primary') as since,
  (select (${age("max(created_at)")}) / 86400 from app.tenant_keys where tenant_id = $t and purpose = 'field' and state = 'primary') as days,
  (select max(provider) from app.tenant_keys where tenant_id = $t and state = 'primary') as provider,
  (select count(*)::int from app.key_rotations where tenant_id = $t and finished_at is not null) as rotations,
  (select coalesce(sum(rows_refused), 0)::int from app.key_rotations where tenant_id = $t and finished_at is not null) as unopened`;

const disclosureColumns = `
  (select count(*)::int from app.disclosures where tenant_id = $t) as recorded,
  (select count(*)::int from app.issued_documents where tenant_id = $t) as issued,
  (select count(*)::int from app.issued_documents where tenant_id = $t and kind = 'disclosures') as accountings`;

/** Reads what the installation says of itself. It takes a transaction of its own, so ask outside of a scope. */
export async function houseFacts(
  tenantId: string,
  memberIds: readonly string[],
): Promise<HouseFacts> {
  const catalog = await readCatalog();
  const factorsOf = await factorsOfMembers(tenantId, memberIds);
  const withoutFactor = memberIds.filter((id) => {
    const { hasCode, hasPasskey } = factorsOf(id);
    return !hasCode && !hasPasskey;
  }).length;
  const { accounts, backup } = await inDirectory(async (tx) => {
    const one = async (text: string): Promise<Figures> => {
      const [row] = await tx.execute<Record<string, number | string | boolean | null>>(
        aboutClinic(text, tenantId),
      );
      return row ?? {};
    };
    return {
      accounts: await one(accountText),
      backup: await one(backupText),
    };
  });
  const connection = { ...(await ownConnection()) };
  return { catalog, withoutFactor, accounts, connection, backup, settings: await settings() };
}

const accountText = `select
  (select count(*)::int from directory.sessions where tenant_id = $t and stage = 'signed_in'
    and last_seen_at > clock_timestamp() - make_interval(secs => ${sessionLimits.idle})) as open,
  (select count(*)::int from directory.accounts a join directory.memberships m on m.account_id = a.id
    where m.tenant_id = $t and a.password_hash not like '$argon2id$%') as "weakHashes",
  (select count(*)::int from directory.memberships where tenant_id = $t) as accounts`;

/** Nothing of where a backup lies or how large it is: a clinic hears when, and whether it was tried. */
const backupText = `select
  (select count(*)::int from directory.backups) as reported,
  (select floor(extract(epoch from clock_timestamp() - max(covered_until)) / 3600)::int from directory.backups) as "hoursAgo",
  (select to_char(max(at) at time zone 'UTC', 'YYYY-MM-DD') from directory.restore_drills where faults = 0) as "lastDrillPassed",
  (select faults = 0 from directory.restore_drills order by at desc limit 1) as "isLastDrillGood",
  (select floor(${age("max(at)")} / 86400.0)::int from directory.restore_drills where faults = 0) as "drillDaysAgo",
  current_setting('cluster_name') = '${embeddedName}' as "isEmbedded"`;

async function settings(): Promise<Figures> {
  const { APP_ORIGIN, CHARTKEEP_ENV, KEY_PROVIDER } = env();
  const origin = new URL(APP_ORIGIN);
  return {
    isHttps: origin.protocol === "https:",
    isLoopback: ["localhost", "127.0.0.1", "[::1]"].includes(origin.hostname),
    environment: CHARTKEEP_ENV,
    keyProvider: KEY_PROVIDER,
    providerName: (await keyProvider()).name,
    hsts: staticHeaders["strict-transport-security"] ?? null,
    idleSeconds: sessionLimits.idle,
    overallSeconds: sessionLimits.overall,
    freshSeconds: sessionLimits.fresh,
  };
}
