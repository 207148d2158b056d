import { z } from "zod";
import { agencies, purposes } from "./rules.ts";

const text = z.string().optional();

/** `disclosures.content_sealed`: all that a recorded disclosure says, of which each part tells of the patient. */
export const DisclosureRecord = z.object({
  recipient: z.string(),
  address: text,
  purpose: z.enum(purposes),
  basis: text,
  description: z.string(),
});

/** `disclosure_holds.content_sealed`. */
export const HoldRecord = z.object({ agency: z.enum(agencies), statement: z.string() });

/** Where a recorded disclosure is sealed. */
export const contentOf = (rowId: string) => ({
  table: "disclosures",
  column: "content_sealed",
  rowId,
});

/** Where the words of a hold are sealed. */
export const holdOf = (rowId: string) => ({
  table: "disclosure_holds",
  column: "content_sealed",
  rowId,
});

/** Where it is sealed why a row of either table was withdrawn. */
export const withdrawalOf = (table: "disclosures" | "disclosure_holds", rowId: string) => ({
  table,
  column: "withdrawal_sealed",
  rowId,
});
