import { expect, test } from "vitest";
import { takeWay } from "./throttle.ts";

test("sixty ways a quarter of an hour begin at one address, and another's are its own", async () => {
  const tries: PromiseSettledResult<void>[] = [];
  for (let round = 0; round < 7; round += 1)
    tries.push(
      ...(await Promise.allSettled(Array.from({ length: 10 }, () => takeWay("198.51.100.61")))),
    );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(60);
  await takeWay("198.51.100.62");
});
