import { expect, test } from "vitest";
import { ConsoleMinutes, ConsoleReason, takeStatements } from "./input.ts";

test("a console has to have a reason and an end", () => {
  expect(ConsoleReason.safeParse("too short a reason").success).toBe(false);
  for (const minutes of ["0", "61", "1.5", "soon"])
    expect(ConsoleMinutes.safeParse(minutes).success).toBe(false);
  expect(ConsoleMinutes.parse(undefined)).toBe(30);
});

test("a semicolon in quotes, a comment or a dollar quote ends no statement", () => {
  const typed = `select ';' as ";", $x$;$x$ -- ;\n /* ; */; select 2; select 3`;
  expect(takeStatements(typed)).toEqual({
    statements: [`select ';' as ";", $x$;$x$ -- ;\n /* ; */`, "select 2"],
    rest: " select 3",
  });
});
