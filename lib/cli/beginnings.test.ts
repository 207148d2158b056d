import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// A command runs while its file is read: what stands below it as a constant is not there yet.
test("no command begins before the constants that it uses are there", () => {
  const files = globSync("lib/cli/*.ts").filter((file) => !file.endsWith(".test.ts"));
  const commands = files.filter((file) => /^await command\(/m.test(readFileSync(file, "utf8")));
  expect(commands.length).toBeGreaterThan(15);
  const late = commands.flatMap((file) => {
    const [, below = ""] = readFileSync(file, "utf8").split(/^await command\(/m);
    return [...below.matchAll(/^(?:const|let|class) (\w+)/gm)].map(
      ([, name]) => `${file}: ${name}`,
    );
  });
  expect(late).toEqual([]);
});
