import "server-only";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { auditAlarms } from "#db/schema/audit-alarms";
import type { TenantTx } from "#db/tenant";
import { utc } from "#lib/audit/events";
import type { MemberScope } from "#lib/scope";
import { newestCheckpoint } from "./stored.ts";
import { newestVerification } from "./verifications.ts";
import type { ChainStandingView, CheckpointView } from "./view.ts";

/** When a chain is late, and when that is an alarm. In seconds; the whole chain is walked every day. */
export const standingLimits = {
  signed: 5 * 60,
  behind: 60 * 60,
  whole: 26 * 60 * 60,
} as const;

interface Ages extends Record<string, unknown> {
  readonly position: string;
  readonly newest: string | null;
  readonly whole: string | null;
  readonly checkpoint: string | null;
  readonly waiting: string | null;
}

/** How the clinic's chain stands now: verified when, signed how far, seen by whom, and what is wrong. */
export async function chainStanding(scope: MemberScope): Promise<ChainStandingView> {
  scope.require("audit:read");
  return standingOf(scope.tx, scope.tenantId);
}

/** The same for whoever already reads the clinic's trail: the evidence, the background work. */
export async function standingOf(tx: TenantTx, tenantId: string): Promise<ChainStandingView> {
  const newest = await newestVerification(tx, tenantId);
  const whole = await newestVerification(tx, tenantId, "full");
  const checkpoint = await checkpointView(tx, tenantId);
  const ages = await agesOf(tx, tenantId, checkpoint?.size ?? 0);
  const alarms = await openAlarms(tx, tenantId);
  const view = {
    // A check of what is new says nothing about damage further up.
    last: newest?.damage ? newest : (whole ?? newest),
    newest,
    checkpoint,
    position: Number(ages?.position ?? 0),
    newestAge: seconds(ages?.newest),
    wholeAge: seconds(ages?.whole),
    checkpointAge: seconds(ages?.checkpoint),
    waiting: seconds(ages?.waiting),
    alarms,
  };
  return { ...view, tone: toneOf(view) };
}

/** Which colour a standing has: failed is damage or an alarm, late is whatever waits for longer than it should. */
export function toneOf({
  last,
  wholeAge,
  waiting = 0,
  alarms,
}: Omit<ChainStandingView, "tone">): ChainStandingView["tone"] {
  if (alarms.length > 0 || last?.damage || waiting > standingLimits.behind) return "failed";
  const isLate =
    wholeAge === undefined || wholeAge > standingLimits.whole || waiting > standingLimits.signed;
  return isLate ? "late" : "ok";
}

/** The open incidents of the clinic's chain, newest first. */
export async function openAlarms(
  tx: TenantTx,
  tenantId: string,
): Promise<ChainStandingView["alarms"]> {
  const rows = await tx
    .select({ kind: auditAlarms.kind, raisedAt: auditAlarms.raisedAt })
    .from(auditAlarms)
    .where(and(eq(auditAlarms.tenantId, tenantId), isNull(auditAlarms.clearedAt)))
    .orderBy(desc(auditAlarms.raisedAt));
  return rows.map(({ kind, raisedAt }) => ({
    kind: kind === "behind" ? "behind" : "damaged",
    raisedAt: utc(raisedAt),
  }));
}

async function checkpointView(tx: TenantTx, tenantId: string): Promise<CheckpointView | undefined> {
  const newest = await newestCheckpoint(tx, tenantId);
  if (!newest) return undefined;
  const sinks = await tx.execute<{ keeper: string }>(sql`
    select keeper from audit.receipts
    where tenant_id = ${tenantId} and size = ${newest.size} and kind = 'sink' order by keeper`);
  const [witness] = await tx.execute<{ keeper: string; size: string; at: string }>(sql`
    select keeper, size, at::text from audit.receipts
    where tenant_id = ${tenantId} and kind = 'witness' order by size desc limit 1`);
  return {
    size: newest.size,
    at: utc(newest.at),
    sinks: sinks.map(({ keeper }) => keeper),
    witness: witness && {
      name: witness.keeper,
      size: Number(witness.size),
      at: utc(witness.at),
    },
  };
}

async function agesOf(tx: TenantTx, tenantId: string, size: number): Promise<Ages | undefined> {
  const since = (at: ReturnType<typeof sql>) =>
    sql`extract(epoch from clock_timestamp() - (${at}))::bigint`;
  const [ages] = await tx.execute<Ages>(sql`select
    (select coalesce(max(seq), 0) from audit.heads where tenant_id = ${tenantId}) as position,
    ${since(sql`select at from audit.verifications where tenant_id = ${tenantId} order by at desc limit 1`)} as newest,
    ${since(sql`select at from audit.verifications where tenant_id = ${tenantId} and extent = 'full' order by at desc limit 1`)} as whole,
    ${since(sql`select at from audit.checkpoints where tenant_id = ${tenantId} order by size desc limit 1`)} as checkpoint,
    ${since(sql`select at from audit.events where tenant_id = ${tenantId} and seq > ${size} order by seq limit 1`)} as waiting`);
  return ages;
}

const seconds = (text: string | null | undefined) => (text == null ? undefined : Number(text));
