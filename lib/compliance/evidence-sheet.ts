import type { Sheet } from "#lib/pdf/sheet";
import { figureText, stateWords } from "./evidence-words.ts";
import type { Evidence } from "./pack.ts";

/** The evidence as a sheet to print: each control with its state, why, and the figures behind it. */
export function evidenceSheet(
  evidence: Evidence,
  { publicKey, signature }: { readonly publicKey: Uint8Array; readonly signature: Uint8Array },
): Sheet {
  const { clinic, takenAt, takenBy, catalog, controls } = evidence;
  const ofState = (state: string) => controls.filter((control) => control.state === state).length;
  return {
    title: "Evidence of compliance",
    facts: [
      ["Clinic", `${clinic.name} (${clinic.id})`],
      ["Taken", `${takenAt} by ${takenBy}`],
      ["Catalog", catalog],
      [
        "Result",
        `${ofState("pass")} hold, ${ofState("fail")} do not, ${ofState("not-measured")} not measured yet, ${ofState("not-measurable")} not measurable here`,
      ],
    ],
    parts: [
      {
        heading: "Controls of 45 CFR 164, measured at that instant",
        empty: "There are none.",
        columns: [
          { header: "Clause", share: 11 },
          { header: "Standard", share: 13 },
          { header: "State", share: 9 },
          { header: "What was found", share: 26 },
          { header: "Figures", share: 26 },
        ],
        rows: controls.map(({ clause, title, state, says, figures }) => [
          clause,
          title,
          stateWords[state],
          says,
          Object.entries(figures).map(figureText).join("; "),
        ]),
      },
      {
        heading: "Signature",
        paragraphs: [
          "Ed25519 over this evidence as canonical JSON. The JSON export can be verified without this system; a print is checked by its verification code.",
          `Public key ${Buffer.from(publicKey).toString("base64")}`,
          `Signature ${Buffer.from(signature).toString("base64")}`,
        ],
      },
    ],
    isWide: true,
  };
}
