import { expect, test } from "vitest";
import { paragraphsOf } from "./paragraphs.ts";

test("headings of a note stand over their paragraphs", () => {
  const parts = paragraphsOf(
    "# Subjective\nSleeps better.\n\nNo pain.\nPlan:\nRecheck in 6 weeks.\r\n",
  );
  expect(parts.map(({ heading, text }) => [heading, text])).toEqual([
    ["Subjective", "Sleeps better."],
    [undefined, "No pain."],
    ["Plan", "Recheck in 6 weeks."],
  ]);
});

test("a line in capitals is a heading too, a short abbreviation is not", () => {
  const parts = paragraphsOf("ASSESSMENT\nStable.\n\nBMI\n29");
  expect(parts.map(({ heading, text }) => [heading, text])).toEqual([
    ["ASSESSMENT", "Stable."],
    [undefined, "BMI\n29"],
  ]);
});

test("markup in a note is text like any other", () => {
  expect(paragraphsOf("<script>alert(1)</script> **bold**")[0]?.text).toBe(
    "<script>alert(1)</script> **bold**",
  );
});

test("an empty note has no paragraph", () => {
  expect(paragraphsOf("\n \n")).toEqual([]);
});
