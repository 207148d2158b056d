import "server-only";
import type { WholeExport } from "#lib/export-route";
import type { ExportMark } from "#lib/exports/print-mark";
import { keyProvider } from "#lib/kms/configured";
import { printSheet } from "#lib/pdf/print";
import type { MemberScope } from "#lib/scope";
import { controls, measure } from "./controls.ts";
import { evidenceSheet } from "./evidence-sheet.ts";
import { clinicFacts, houseFacts } from "./facts.ts";
import { Evidence, packFile, signedBytes } from "./pack.ts";

interface Taken {
  readonly evidence: Evidence;
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
}

/** Measures every control now, and has the key provider sign what came of it. */
async function take(scope: MemberScope): Promise<(mark: ExportMark) => Promise<Taken>> {
  const facts = await clinicFacts(scope);
  const { tenantId, actor } = scope;
  // The rest is asked outside of the clinic's transaction, which waits for nothing else.
  return async ({ code, at, print }) => {
    const house = await houseFacts(tenantId, facts.memberIds);
    const evidence = Evidence.parse({
      format: "chartkeep-evidence/v1",
      code,
      clinic: { id: tenantId, name: actor.tenant.name },
      takenAt: at,
      takenBy: print.printedBy,
      catalog: house.catalog.digest,
      controls: measure({ ...facts, ...house }),
    });
    const provider = await keyProvider();
    const [publicKey, signature] = [
      await provider.verifyingKey(),
      await provider.sign(signedBytes(evidence)),
    ];
    return { evidence, publicKey, signature };
  };
}

/** The evidence of compliance as a signed file, to be verified without this system. */
export async function evidenceJson(scope: MemberScope): Promise<WholeExport> {
  scope.require("evidence:export");
  const taken = await take(scope);
  scope.record({ action: "evidence.exported", details: { format: "json" } });
  return {
    rows: controls.length,
    make: {
      media: "application/json",
      async bytes(mark) {
        const { evidence, ...signed } = await taken(mark);
        return Buffer.from(packFile(evidence, signed));
      },
    },
  };
}

/** The same on paper, with the signature and the key in print. */
export async function evidencePdf(scope: MemberScope): Promise<WholeExport> {
  scope.require("evidence:export");
  const taken = await take(scope);
  scope.record({ action: "evidence.exported", details: { format: "pdf" } });
  return {
    rows: controls.length,
    make: {
      media: "application/pdf",
      async bytes(mark) {
        const { evidence, publicKey, signature } = await taken(mark);
        return printSheet(evidenceSheet(evidence, { publicKey, signature }), mark.print);
      },
    },
  };
}
