import { once } from "node:events";
import { configurePool } from "#db/client";
import { continueRotation } from "#lib/keys/rotation";
import { log } from "#lib/log";
import { tenantKeys } from "#lib/phi/keys";
import { settleSeconds, shortenKeys, writeName, writerIn } from "./story.ts";

/**
 * A process of its own, as the operator's login: it carries a rotation, writes names until it is told to
 * stop, or writes a single one, late, under the key that it had from before.
 */
const [kind, tenantId = "", round = "1", ...ids] = process.argv.slice(2);
log.level = "silent";
configurePool(process.env.TEST_OPERATOR_URL ?? "", { max: 3 });
shortenKeys();

if (kind === "rotate") {
  for (;;) {
    const standing = await continueRotation(tenantId, { settleSeconds });
    if (standing !== "waiting") break;
    await new Promise((done) => setTimeout(done, 200));
  }
  process.exit(0);
}

if (kind === "late") {
  const keys = await tenantKeys(writerIn(tenantId));
  process.send?.("ready");
  await once(process, "message");
  await new Promise((done) => setTimeout(done, settleSeconds * 850));
  await writeName(tenantId, ids[0] ?? "", Number(round), keys);
  process.exit(0);
}

let isOver = false;
process.on("message", () => {
  isOver = true;
});
// Numbers go on from round to round: a name never tells of an earlier change.
const counts = new Map(ids.map((id) => [id, Number(round) * 1_000_000]));
const isInDoubt = new Set<string>();
let [failed, lost] = [0, 0];
for (let turn = 0; !isOver; turn += 1) {
  const id = ids[turn % ids.length] ?? "";
  const before = counts.get(id) ?? 0;
  const count = before + 1;
  try {
    const found = await writeName(tenantId, id, count);
    // What this process was told is written stands there until it writes again.
    const isKept = before === Number(round) * 1_000_000 || found === before;
    if (!isKept && !isInDoubt.has(id)) lost += 1;
    isInDoubt.delete(id);
    counts.set(id, count);
    process.send?.({ id, count });
  } catch {
    // Nothing was written, or nobody knows: the next one says more.
    isInDoubt.add(id);
    failed += 1;
  }
}
process.send?.({ failed, lost });
process.disconnect();
process.exit(0);
