import { z } from "zod";
import type { sensitivities } from "#db/sensitivity";
import type { Draft } from "./draft.ts";

type Sensitivity = (typeof sensitivities)[number];

/** The security labels of HL7 v3 ActCode that say which kind of sensitive record a resource is. */
const labels: Readonly<Record<string, Sensitivity>> = {
  BH: "mental_health",
  MH: "mental_health",
  PSY: "mental_health",
  PSYTHPN: "mental_health",
  "42CFRPart2": "substance_use",
  ETH: "substance_use",
  ETHUD: "substance_use",
  OPIOIDUD: "substance_use",
  SUD: "substance_use",
  HIV: "hiv",
  PREGNANT: "reproductive",
  SEX: "reproductive",
  ADOL: "minor",
};

const Labelled = z.object({
  meta: z.object({
    security: z.array(z.object({ system: z.string().optional(), code: z.string().optional() })),
  }),
});

/** The tables whose rows may be tagged. */
const tagged: readonly string[] = [
  "notes",
  "problems",
  "medication_requests",
  "observations",
  "documents",
];

/** Tags rows as the source labelled their resource; nothing is guessed from codes. The first label that is known counts. */
export function withSensitivity(drafts: readonly Draft[], resource: unknown): Draft[] {
  const read = Labelled.safeParse(resource);
  const found = read.data?.meta.security.find(
    ({ system, code = "" }) =>
      (system === undefined || system.endsWith("/v3-ActCode")) && Object.hasOwn(labels, code),
  );
  const sensitivity = labels[found?.code ?? ""] ?? null;
  return drafts.map((draft) =>
    tagged.includes(draft.entity) ? { ...draft, plain: { ...draft.plain, sensitivity } } : draft,
  );
}
