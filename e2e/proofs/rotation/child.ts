import { configurePool } from "#db/client";
import { continueRotation } from "#lib/keys/rotation";
import { log } from "#lib/log";
import { settleSeconds, shortenKeys, writeName } from "./story.ts";

/** A process of its own, as the operator's login: it carries a rotation, or writes names until it is told to stop. */
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

let isOver = false;
process.on("message", () => {
  isOver = true;
});
// Numbers go on from round to round: a name never tells of an earlier change.
const counts = new Map(ids.map((id) => [id, Number(round) * 1_000_000]));
let failed = 0;
for (let turn = 0; !isOver; turn += 1) {
  const id = ids[turn % ids.length] ?? "";
  const count = (counts.get(id) ?? 0) + 1;
  try {
    await writeName(tenantId, id, count);
    counts.set(id, count);
    process.send?.({ id, count });
  } catch {
    // Nothing was written, or nobody knows: the next one says more.
    failed += 1;
  }
}
process.send?.({ failed });
process.disconnect();
process.exit(0);
