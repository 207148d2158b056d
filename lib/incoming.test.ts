import { expect, test } from "vitest";
import { addressOf } from "./incoming.ts";

test.each([
  ["203.0.113.9", undefined, [], "203.0.113.9"],
  ["::ffff:203.0.113.9", "198.51.100.1", [], "203.0.113.9"],
  ["203.0.113.9", "198.51.100.1", ["10.0.0.1"], "203.0.113.9"],
  ["10.0.0.1", "198.51.100.1", ["10.0.0.1"], "198.51.100.1"],
  ["10.0.0.1", "1.1.1.1, 198.51.100.1", ["10.0.0.1"], "198.51.100.1"],
  ["10.0.0.1", "not an address", ["10.0.0.1"], "10.0.0.1"],
  ["10.0.0.1", undefined, ["10.0.0.1"], "10.0.0.1"],
  [undefined, "198.51.100.1", [], "unknown"],
] as const)("from %s saying %s, trusting %j: %s", (peer, said, trusted, address) => {
  expect(addressOf(peer, said, trusted)).toBe(address);
});
