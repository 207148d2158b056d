import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import type { Queries } from "#db/transaction";
import type { Damage } from "#lib/audit/verdict";
import { verifyChain } from "#lib/audit/verify";
import { verifySigned } from "#lib/checkpoints/hold-against";
import { bundleText, verifierReport } from "#lib/checkpoints/testing-chains";
import { keyProvider } from "#lib/kms/configured";
import { asDoorTx } from "#lib/testing";
import type { Target } from "./forger.ts";

/** What each verifier says of a chain as one transaction sees it: `null` for intact. */
export interface Answers {
  /** The links alone. */
  readonly links: Damage | null;
  /** The links and what was signed. */
  readonly signed: Damage | null;
  /** The standalone verifier, of the exported bundle. */
  readonly bundle: { readonly position: number; readonly kind: string } | null;
}

/** Asks all three verifiers; the last imports nothing of ours, and is given files and a key. */
export class Judge {
  readonly #folder: string;
  #files = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Judge> {
    return new Judge(await mkdtemp(join(tmpdir(), "chartkeep-tamper-")));
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  async ask(tx: Queries, target: Target): Promise<Answers> {
    const { tenantId, otherId, outside } = target;
    const key = await (await keyProvider()).verifyingKey();
    const others = await this.#file(
      await asAuditor(tx, otherId, (own) => bundleText(own, otherId)),
    );
    const kept = await this.#file(outside);
    const { links, signed, bundle } = await asAuditor(tx, tenantId, async (own) => ({
      links: await verifyChain(own, tenantId),
      signed: await verifySigned(own, tenantId, key, [outside]),
      bundle: await this.#file(await bundleText(own, tenantId)),
    }));
    const report = await verifierReport(bundle, {
      key: Buffer.from(key).toString("base64"),
      checkpoints: [kept],
      other: [others],
    });
    if (report.damage === undefined) throw new Error("the standalone verifier gave no answer");
    await Promise.all([bundle, kept, others].map((path) => rm(path)));
    return { links: links.damage, signed: signed.damage, bundle: report.damage };
  }

  async #file(text: string): Promise<string> {
    this.#files += 1;
    const path = join(this.#folder, `${this.#files}`);
    await writeFile(path, text);
    return path;
  }
}

async function asAuditor<T>(
  tx: Queries,
  tenantId: string,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  await tx.execute(sql`select set_config('role', 'chartkeep_auditor', true),
    set_config('app.current_tenant', ${tenantId}, true)`);
  return work(asDoorTx(tx));
}
