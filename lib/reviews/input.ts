import { z } from "zod";
import { typedText } from "#lib/input-text";
import { verdicts } from "./rules.ts";

/** One review. */
export const WhichReview = z.strictObject({ reviewId: z.uuid() });
export type WhichReview = z.output<typeof WhichReview>;

/** The order to make a review of the last seven days: there is nothing to choose. */
export const AskReview = z.strictObject({});

/** What somebody decides about a finding, and why. */
export const JudgeFinding = z.strictObject({
  findingId: z.uuid(),
  verdict: z.enum(verdicts, "Choose a verdict."),
  note: typedText(1_000).pipe(z.string().min(1, "Say why: whoever signs off reads it.")),
});
export type JudgeFinding = z.output<typeof JudgeFinding>;

/** The sign-off of a review. */
export const SignReview = z.strictObject({ reviewId: z.uuid(), conclusion: typedText(2_000) });
export type SignReview = z.output<typeof SignReview>;

const day = z.enum(["1", "2", "3", "4", "5", "6", "7"], "Choose days of the week.");
const clock = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, "Enter a time: 07:00.")
  .transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));

/** When the clinic is open. A form sends one day, or the name several times, or none. */
export const SetClinicHours = z.strictObject({
  openDays: z
    .union([day.transform((one) => [one]), z.array(day)])
    .default([])
    .transform((days) => [...new Set(days)].sort().join("")),
  opensMinute: clock,
  closesMinute: clock,
});
export type SetClinicHours = z.output<typeof SetClinicHours>;
