import "server-only";
import { desc, eq, sql } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { auditCheckpoints } from "#db/schema/audit-checkpoints";
import { auditVerifications } from "#db/schema/audit-verifications";
import { actorNames, utc } from "#lib/audit/events";
import { env } from "#lib/env";
import { nudgeJob } from "#lib/jobs/queue";
import { keyProvider } from "#lib/kms/configured";
import type { MemberScope } from "#lib/scope";
import { parseCheckpoint } from "./checkpoint.ts";
import { parseNote } from "./note.ts";
import { originNow, readTrust } from "./trust.ts";
import { verificationView } from "./verifications.ts";
import type { ChainRecordView } from "./view.ts";

const shown = 10;

/** The newest checkpoints and walks of the clinic's chain, and the keys that they are checked with. */
export async function chainRecord(scope: MemberScope): Promise<ChainRecordView> {
  scope.require("audit:read");
  const { tx, tenantId } = scope;
  const checkpoints = await tx
    .select({ size: auditCheckpoints.size, note: auditCheckpoints.note, at: auditCheckpoints.at })
    .from(auditCheckpoints)
    .where(eq(auditCheckpoints.tenantId, tenantId))
    .orderBy(desc(auditCheckpoints.size))
    .limit(shown);
  const receipts = await tx.execute<{ size: string; keeper: string; kind: string; at: string }>(sql`
    select size, keeper, kind, at::text from audit.receipts
    where tenant_id = ${tenantId} and size >= ${checkpoints.at(-1)?.size ?? 0} order by keeper`);
  const walks = await tx
    .select()
    .from(auditVerifications)
    .where(eq(auditVerifications.tenantId, tenantId))
    .orderBy(desc(auditVerifications.at))
    .limit(shown);
  const names = await actorNames(
    scope,
    walks.map(({ actorId }) => actorId),
  );
  const nameOf = (id: string) =>
    id === platformOperatorId ? "Scheduled check" : (names.get(id) ?? "Unknown member");

  const key = await (await keyProvider()).verifyingKey();
  const trust = await readTrust(tx, tenantId, key);
  return {
    checkpoints: checkpoints.map(({ size, note, at }) => {
      const own = receipts.filter((each) => Number(each.size) === size);
      const witness = own.find(({ kind }) => kind === "witness");
      return {
        size,
        at: utc(at),
        root: rootIn(note),
        sinks: own.filter(({ kind }) => kind === "sink").map(({ keeper }) => keeper),
        witness: witness && { name: witness.keeper, size, at: utc(witness.at) },
      };
    }),
    verifications: walks.map((walk) => verificationView(walk, nameOf(walk.actorId))),
    key: Buffer.from(key).toString("base64"),
    origin: originNow(trust, tenantId),
    formerKeys: trust.former.map((each) => ({
      key: each.key.toString("base64"),
      until: each.until,
      at: each.at,
    })),
    restores: trust.lines.map(({ size, lostSize, at }) => ({ size, lostSize, at })),
    witnessKey: env().WITNESS_KEY,
  };
}

/** The root that a note names, in base64. What is no checkpoint has none: the walk says what is wrong with it. */
function rootIn(note: string): string {
  try {
    return parseCheckpoint(parseNote(note).text).root.toString("base64");
  } catch {
    return "";
  }
}

/** Asks the background work to sign the chain as it stands now. */
export async function askForCheckpoint(scope: MemberScope): Promise<void> {
  scope.require("audit:verify");
  scope.record({ action: "checkpoint.requested" });
  scope.afterCommit(() => nudgeJob("sign-checkpoints"));
}
