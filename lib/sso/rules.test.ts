import { expect, test } from "vitest";
import { addressFault, assertsFactor, isReachable } from "./rules.ts";

const strict = { loopback: false };
const lenient = { loopback: true };

test.each([
  ["https://login.example.com", undefined],
  ["https://login.example.com/realms/clinic", undefined],
  ["https://93.184.216.34/", undefined],
  ["http://login.example.com", "insecure"],
  ["ftp://login.example.com", "insecure"],
  ["javascript:alert(1)", "malformed"],
  ["file:///etc/passwd", "malformed"],
  ["https://", "malformed"],
  ["login.example.com", "malformed"],
  ["https://name:word@login.example.com", "malformed"],
  ["https://login.example.com/#x", "malformed"],
  ["https://localhost", "private"],
  ["https://127.0.0.1", "private"],
  ["https://2130706433/", "private"],
  ["https://0x7f.1/", "private"],
  ["https://0177.0.0.1/", "private"],
  ["https://10.1.2.3", "private"],
  ["https://172.31.0.1", "private"],
  ["https://192.168.1.1", "private"],
  ["https://169.254.169.254/latest/meta-data", "private"],
  ["https://100.64.0.1", "private"],
  ["https://0.0.0.0", "private"],
  ["https://[::1]", "private"],
  ["https://[::]", "private"],
  ["https://[::ffff:127.0.0.1]", "private"],
  ["https://[::ffff:8.8.8.8]", "private"],
  ["https://[64:ff9b::7f00:1]", "private"],
  ["https://[fd00::1]", "private"],
  ["https://[fe80::1]", "private"],
  ["https://[2606:4700::1111]", undefined],
  ["http://localhost:9000", "insecure"],
])("%s: %s", (address, fault) => {
  expect(addressFault(address, strict)).toBe(fault);
});

test("where loopback is allowed, that machine alone may be asked without TLS", () => {
  expect(addressFault("http://127.0.0.1:9000", lenient)).toBeUndefined();
  expect(addressFault("http://localhost:9000", lenient)).toBeUndefined();
  expect(addressFault("http://[::1]:9000", lenient)).toBeUndefined();
  expect(addressFault("http://10.0.0.1", lenient)).toBe("insecure");
  expect(addressFault("https://10.0.0.1", lenient)).toBe("private");
  expect(addressFault("http://localhost.example.com", lenient)).toBe("insecure");
});

test("a host name is judged by every address it leads to", () => {
  expect(isReachable("8.8.8.8", strict)).toBe(true);
  expect(isReachable("127.0.0.1", strict)).toBe(false);
  expect(isReachable("127.0.0.1", lenient)).toBe(true);
  expect(isReachable("10.0.0.1", lenient)).toBe(false);
  expect(isReachable("not an address", lenient)).toBe(false);
});

test("more than a password is what a provider says in so many words", () => {
  expect(assertsFactor({ amr: ["pwd", "otp"] })).toBe(true);
  expect(assertsFactor({ amr: ["hwk"] })).toBe(true);
  expect(assertsFactor({ acr: "phrh" })).toBe(true);
  expect(assertsFactor({ amr: ["pwd"] })).toBe(false);
  expect(assertsFactor({ amr: "mfa", acr: "1" })).toBe(false);
  expect(assertsFactor({})).toBe(false);
});
