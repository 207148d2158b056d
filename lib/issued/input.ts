import { z } from "zod";
import { readCode } from "./code.ts";

const Code = z
  .string()
  .max(60)
  .transform((typed, context) => {
    if (typed.trim() === "") return undefined;
    const code = readCode(typed);
    if (code === undefined)
      context.addIssue({ code: "custom", message: "Enter the 20 letters and digits of the code." });
    return code;
  });

const Digest = z
  .string()
  .regex(/^([0-9a-f]{64})?$/, "Choose the file again.")
  .transform((digest) => (digest === "" ? undefined : digest));

/** What is to be checked: a code, the digest of a file, or both. The file itself is never sent. */
export const CheckIssued = z
  .object({ code: Code, digest: Digest })
  .refine(({ code, digest }) => code !== undefined || digest !== undefined, {
    path: ["code"],
    message: "Enter the code, choose the file, or both.",
  });
export type CheckIssued = z.output<typeof CheckIssued>;

/** A page of what was issued: before an instant and id, newest first. */
export const ListIssued = z.object({
  before: z.object({ at: z.iso.datetime({ offset: true }), id: z.uuid() }).optional(),
  size: z.int().min(1).max(100).default(50),
});
export type ListIssued = z.output<typeof ListIssued>;
