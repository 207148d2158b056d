import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { signInOf } from "#e2e/fixtures";
import { runProgram } from "#lib/cli/step";

const asOption = ({ email, password }: { email: string; password: string }) =>
  `${email}:${password}`;

const attack = (...args: readonly string[]) =>
  runProgram("e2e/attack.ts", [...args, "--without-sqlmap"]);

test("the attack suite finds nothing here", async () => {
  test.setTimeout(300_000);
  const mine = signInOf({ clinic: "Harbor Peptide & Recovery", role: "medical_assistant" });
  const other = signInOf({ clinic: "Cedar Ridge Hormone Health", role: "biller" });
  const { code, output } = await attack(
    process.env.E2E_ORIGIN ?? "",
    "--sign-in",
    asOption(mine),
    "--other",
    asOption(other),
  );
  expect(output).not.toMatch(/FAILED {2}/);
  expect(output.match(/^held /gm)?.length, output).toBeGreaterThan(60);
  expect(output).toMatch(/ held, 0 FAILED, 2 skipped\n$/);
  expect(code).toBe(0);
});

test("it finds what is wrong with a server that was built to be weak", async () => {
  const weak = createServer((request, response) => {
    const { host } = request.headers;
    response.setHeader("x-powered-by", "Weakness 1.0");
    if (request.url?.startsWith("/.git/config"))
      return response.end("[core]\n\trepositoryformatversion = 0");
    if (request.url?.startsWith("/patients"))
      return response.end(`<a href="http://${host}/x">everybody</a>`);
    const next = new URLSearchParams(request.url?.split("?")[1]).get("next") ?? "/";
    response.end(
      `<form><input type="hidden" name="next" value="${next}"/><input name="email"/><input name="password"/></form>`,
    );
  });
  await new Promise<void>((ready) => weak.listen(0, "127.0.0.1", ready));
  const { code, output } = await attack(`http://localhost:${(weak.address() as AddressInfo).port}`);
  weak.closeAllConnections();
  weak.close();
  expect(code).toBe(1);
  for (const name of [
    "headers of a page",
    "nonce of the policy",
    "method PUT",
    "files of the server",
    "form from another origin",
    "headers that poison caches",
    "header that skipped the proxy",
    "images to optimise",
    "the way in leads elsewhere",
    "forged session cookies",
    "one account, many tries",
  ]) {
    expect(output, name).toMatch(new RegExp(`^FAILED  ${name}`, "m"));
  }
});

test("it leaves alone what is not on this machine, and says how it is used", async () => {
  const foreign = await attack("https://clinic.example");
  expect(foreign.code).toBe(1);
  expect(foreign.output).toMatch(/clinic\.example is not this machine.*--i-own-it/);
  for (const args of [
    [],
    ["ftp://localhost"],
    ["http://localhost", "more"],
    ["http://localhost", "--sign-in", "x"],
  ]) {
    const { code, output } = await attack(...args);
    expect(code).toBe(1);
    expect(output).toMatch(/^Usage: npm run attack -- <url>/);
  }
});
