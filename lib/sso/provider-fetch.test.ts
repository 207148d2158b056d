import type { lookup } from "node:dns";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { checkProvider } from "./provider-check.ts";
import { type Asking, askProvider } from "./provider-fetch.ts";

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server on this machine that counts who comes. */
async function serve(answer: RequestListener) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    answer(request, response);
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, address: `http://127.0.0.1:${port}`, seen };
}

const nobody = ((_name: string, _options: unknown, done: (error: Error) => void) =>
  done(new Error("nobody was to be asked"))) as unknown as typeof lookup;

const resolvingTo = (...found: readonly string[]) =>
  ((_name: string, _options: unknown, done: (error: null, found: object[]) => void) =>
    done(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    )) as unknown as typeof lookup;

const lenient: Asking = { allowance: { loopback: true }, milliseconds: 2_000, resolve: nobody };

test("a provider is asked, and its answer given back", async () => {
  const { address } = await serve((_, response) => response.end('{"issuer":"it"}'));
  const answer = await askProvider(lenient, `${address}/x`);
  expect(await answer.json()).toEqual({ issuer: "it" });
});

test("a redirect is not followed, wherever it leads", async () => {
  const inner = await serve((_, response) => response.end("secret"));
  const { address } = await serve((_, response) =>
    response.writeHead(302, { location: `${inner.address}/meta-data` }).end(),
  );
  await expect(askProvider(lenient, address)).rejects.toMatchObject({ problem: "redirect" });
  expect(inner.seen).toEqual([]);
});

test("an answer without end is cut off, one that does not come is not waited for", async () => {
  const endless = await serve((_, response) => {
    const more = () => response.write("x".repeat(65_536), () => response.writable && more());
    more();
  });
  await expect(askProvider(lenient, endless.address)).rejects.toMatchObject({
    problem: "too-large",
  });
  const silent = await serve(() => undefined);
  const impatient = { ...lenient, milliseconds: 50 };
  await expect(askProvider(impatient, silent.address)).rejects.toMatchObject({ problem: "slow" });
  const halting = await serve((_, response) => void response.write("{"));
  await expect(askProvider(impatient, halting.address)).rejects.toMatchObject({ problem: "slow" });
});

test.each([
  ["127.0.0.1"],
  ["10.1.2.3"],
  ["169.254.169.254"],
  ["::1"],
  ["::ffff:127.0.0.1"],
  ["93.184.216.34", "127.0.0.1"],
])("a name that leads to %s is not asked", async (...found) => {
  const server = await serve((_, response) => response.end("secret"));
  const strict: Asking = {
    allowance: { loopback: false },
    milliseconds: 2_000,
    resolve: resolvingTo(...found),
  };
  const asked = askProvider(strict, `https://login.example.com:${server.port}/`);
  await expect(asked).rejects.toMatchObject({ problem: "private" });
  expect(server.seen).toEqual([]);
});

test("a provider that is none is told apart from one that is not there", async () => {
  const html = await serve((_, response) => response.end("<html>"));
  const absent = await serve((_, response) => response.writeHead(404).end());
  const other = await serve((request, response) => {
    const keys = { keys: [{ kty: "EC" }] };
    const at = `http://127.0.0.1:${request.socket.localPort}`;
    const said = {
      issuer: "https://another.example",
      authorization_endpoint: `${at}/auth`,
      token_endpoint: `${at}/token`,
      userinfo_endpoint: `${at}/me`,
      jwks_uri: `${at}/keys`,
      code_challenge_methods_supported: ["plain"],
      id_token_signing_alg_values_supported: ["HS256", "none"],
    };
    response.end(JSON.stringify(request.url === "/keys" ? keys : said));
  });
  const inward = await serve((_, response) =>
    response.end(
      JSON.stringify({
        issuer: "x",
        authorization_endpoint: "javascript:alert(1)",
        token_endpoint: "http://10.0.0.1/token",
        userinfo_endpoint: "x",
        jwks_uri: "file:///etc/passwd",
      }),
    ),
  );
  const problems = async (issuer: string) => (await checkProvider({ issuer })).problems;
  expect(await problems(html.address)).toEqual(["not-json"]);
  expect(await problems(absent.address)).toEqual(["status"]);
  expect(await problems(other.address)).toEqual(["other-issuer", "no-pkce", "unsigned"]);
  expect(await problems(inward.address)).toContain("endpoints");
  expect(await problems("http://127.0.0.1:1")).toEqual(["unreachable"]);
  expect(await problems("https://10.0.0.1")).toEqual(["private"]);
});
