import { cosignedAt, parseLines, type WitnessKey } from "./cosignature.ts";
import { parseNote, signatureLine } from "./note.ts";

/** A witness: its address, its name and its key. */
export interface Witness extends WitnessKey {
  readonly url: string;
}

/** What a witness answered: its signature line, or the size it has seen, or that it will not sign, and why. */
export type WitnessAnswer =
  | { readonly kind: "cosigned"; readonly line: string }
  | { readonly kind: "seen"; readonly size: number }
  | { readonly kind: "inconsistent" }
  | { readonly kind: "refused"; readonly status: number };

/** A witness that does not answer in this time is asked again with the next checkpoint. */
const patience = 10_000;

/**
 * Offers a checkpoint to a witness, with the proof that it continues the one of `oldSize` (C2SP
 * tlog-witness). Only a signature that its key made over this checkpoint counts as one.
 */
export async function offer(
  witness: Witness,
  note: string,
  oldSize: number,
  proof: readonly Buffer[],
): Promise<WitnessAnswer> {
  const lines = proof.map((hash) => `${hash.toString("base64")}\n`).join("");
  const response = await fetch(`${witness.url.replace(/\/$/, "")}/add-checkpoint`, {
    method: "POST",
    body: `old ${oldSize}\n${lines}\n${note}`,
    redirect: "error",
    signal: AbortSignal.timeout(patience),
  });
  const answer = (await response.text()).slice(0, 10_000);
  if (response.status === 409) {
    const size = /^(0|[1-9]\d{0,15})\n$/.exec(answer)?.[1];
    return size === undefined ? { kind: "inconsistent" } : { kind: "seen", size: Number(size) };
  }
  if (response.status === 422) return { kind: "inconsistent" };
  if (response.status !== 200) return { kind: "refused", status: response.status };

  const { text } = parseNote(note);
  const own = parseLines(answer).find((line) => cosignedAt(witness, text, [line]));
  return own ? { kind: "cosigned", line: signatureLine(own) } : { kind: "refused", status: 200 };
}
