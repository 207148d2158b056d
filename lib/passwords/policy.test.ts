import { expect, test } from "vitest";
import { commonPasswords } from "./common-passwords.ts";
import { passwordIssues } from "./policy.ts";
import { passwordCharacters } from "./rules.ts";

const context = [
  "Rosalind O'Hara-Mertens",
  "rosalind.mertens@cedar-ridge.example",
  "Cedar Ridge Hormone Clinic",
];
const issues = (password: string) => passwordIssues(password, context);

test("the list holds far more than the three thousand commonest passwords that fit", async () => {
  const { passwords, words } = await commonPasswords();
  expect(passwords.size).toBeGreaterThan(9_000);
  expect(words.size).toBeGreaterThan(5_000);
});

test.each([
  "orchard-lantern-river-42",
  "correct horse battery staple",
  "correcthorsebatterystaple",
  "               x y z  spaces only at both ends   ",
  "пароль для клиники весной",
  "zażółć gęślą jaźń po angielsku",
  "8302 5519 7746 0931 28",
  "Xk7#pQ9!vL2$mN4",
  "7hd93jf02kd84hs",
  "Cedar Ridge lies behind the old mill",
  "my-chartkeep-orchard-lantern",
  "the rosalind franklin picture of 1952",
  "🔑".repeat(128),
  `${"a".repeat(14)}🔑`,
])("%j may be chosen", async (password) => {
  expect(await issues(password)).toEqual([]);
});

test("128 characters of any kind are taken, 129 and 14 are not, and accents count composed", async () => {
  const long = Array.from({ length: 128 }, (_, at) => String.fromCodePoint(0x1f400 + at)).join("");
  expect(await issues(long)).toEqual([]);
  expect(await issues(`${long}🔑`)).toEqual(["Use 128 characters or fewer. This has 129."]);
  expect(await issues("🔑".repeat(14))).toEqual(["Use 15 characters or more. This has 14."]);
  expect(passwordCharacters("cafe\u0301")).toBe(passwordCharacters("caf\u00e9"));
  expect(await issues("cafe\u0301 au lait 1")).toEqual(await issues("caf\u00e9 au lait 1"));
  expect(await issues("e\u0301".repeat(14))).toEqual(["Use 15 characters or more. This has 14."]);
});

test.each([
  "passwordpassword",
  "PasswordPassword",
  "1qaz2wsx3edc4rfv",
  "Password1234567!",
  "P@ssw0rd2026!!!!",
  "123123123123123",
  "iloveyouiloveyou",
  "!!!!!!monkey!!!!!!",
  "qwerty123456789",
])("%j is on the lists", async (password) => {
  expect((await issues(password))[0]).toMatch(/lists|regular/);
});

test.each([
  "aaaaaaaaaaaaaaaa",
  "abcdefghijklmnop",
  "ponmlkjihgfedcba",
  "asdfghjklqwertyuiop",
  "2468246824682468",
  "x9!x9!x9!x9!x9!x9!",
  "blue-fox-blue-fox-",
  "99999999999999999999",
])("%j is too regular", async (password) => {
  expect((await issues(password))[0]).toMatch(/regular|lists/);
});

test.each([
  "rosalindmertens1",
  "Rosalind.Mertens@2026",
  "rosalind.mertens@cedar-ridge.example",
  "CedarRidge2026!!",
  "Chartkeep-Cedar-Ridge",
  "chartkeep-password",
  "ohara mertens cedar",
])("%j is little more than what others know", async (password) => {
  expect((await issues(password))[0]).toMatch(/little more/);
});

test("the answer never repeats the password", async () => {
  for (const password of ["short secret", "passwordpassword", "rosalindmertens1"])
    expect((await issues(password)).join()).not.toContain(password);
});
