import { createServer, get, request, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closePulse } from "#db/pulse";
import { keepDraft } from "#lib/drafts/commands";
import { newId } from "#lib/ids";
import { forgetTenantKeys } from "#lib/phi/keys";
import { runInScope } from "#lib/scope";
import { newClinic } from "#lib/testing";
import { routePatterns } from "./route-pattern.ts";
import { type RunningMetrics, startMetrics } from "./start.ts";

const patterns = [
  "/",
  "/patients",
  "/patients/[patientId]",
  "/patients/new",
  "/api/files/[...path]",
];
let metrics: RunningMetrics;
let application: Server;
let port = 0;

beforeAll(async () => {
  metrics = await startMetrics({ host: "127.0.0.1", port: 0, token: undefined }, patterns);
  application = createServer((_request, response) => {
    response.writeHead(404).end();
  });
  await new Promise<void>((ready) => application.listen(0, "127.0.0.1", ready));
  const address = application.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(async () => {
  await metrics.stop();
  application.close();
  await closePulse();
});

/** The figures as text, or the status where there are none. */
const figures = (path = "/metrics", headers: Record<string, string> = {}, at = metrics.port) =>
  new Promise<string>((resolve, reject) => {
    get({ host: "127.0.0.1", port: at, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (more: string) => {
        text += more;
      });
      response.on("end", () =>
        resolve(response.statusCode === 200 ? text : String(response.statusCode)),
      );
    }).on("error", reject);
  });

/** Sends one request to the application and waits until it is over. */
const send = (path: string, method = "GET", body = "") =>
  new Promise<void>((done) => {
    const headers = { referer: `http://x/${path}`, cookie: "sid=Zephyrine", "x-name": "Zephyrine" };
    const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      response.resume().on("end", done);
    });
    sent.on("error", () => done());
    sent.end(body);
  });

test("nothing that is sent becomes part of a figure", async () => {
  const secrets = ["Zephyrine", "1961-04-05", "312-555-0147", "MRN99881"];
  for (const secret of secrets) {
    await send(`/patients/${secret}?name=${secret}#${secret}`);
    await send(`/${secret}/${secret}`);
    await send(`/patients/%00${secret}`, "POST", JSON.stringify({ name: secret }));
    await send(`/patients`, "PROPFIND", secret);
  }
  const text = await figures();
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(text).toMatch(
    /chartkeep_http_requests_total\{[^}]*method="GET"[^}]*route="\/patients\/\[patientId\]"[^}]*status="4xx"[^}]*\} 4/,
  );
  expect(text).toMatch(/route="\(other\)"/);
  expect(text).toMatch(/method="\(other\)"/);
});

test("transactions, events, keys, the pool and jobs are counted", async () => {
  const clinic = await newClinic();
  forgetTenantKeys();
  const subjectId = newId();
  for (let count = 0; count < 2; count += 1)
    await runInScope(clinic.as("biller"), "draft:keep", (scope) =>
      keepDraft(scope, { form: "payment", subjectId, content: "Zephyrine" }),
    );
  await runInScope(clinic.as("tenant_admin"), "audit:read", async (scope) => {
    scope.record({ action: "trail.viewed" });
  });
  const text = await figures();
  for (const figure of [
    /chartkeep_transaction_duration_seconds_count\{[^}]*outcome="committed"[^}]*\} [1-9]/,
    /chartkeep_audit_events_appended_total\{[^}]*\} [1-9]/,
    /chartkeep_key_cache_lookups_total\{[^}]*result="hit"[^}]*\} [1-9]/,
    /chartkeep_key_cache_lookups_total\{[^}]*result="miss"[^}]*\} 1/,
    /chartkeep_db_pool_connections\{[^}]*state="idle"[^}]*\} [1-9]/,
  ])
    expect(text).toMatch(figure);
  expect(text).not.toContain("Zephyrine");
  expect(text).not.toContain(clinic.tenantId);
});

test("they are given away at one address, and with a token where there is one", async () => {
  expect(await figures("/")).toBe("404");
  expect(await figures("/metrics?x=1")).toBe("404");
  const token = "t".repeat(32);
  const guarded = await startMetrics({ host: "127.0.0.1", port: 0, token }, patterns);
  expect(await figures("/metrics", {}, guarded.port)).toBe("401");
  const wrong = { authorization: `Bearer ${token}x` };
  expect(await figures("/metrics", wrong, guarded.port)).toBe("401");
  const right = { authorization: `Bearer ${token}` };
  expect(await figures("/metrics", right, guarded.port)).toContain("chartkeep_db_pool_connections");
  await guarded.stop();
});

test("an address falls under the pattern that it is, a fixed word before a value", () => {
  const patternOf = routePatterns(patterns);
  expect(
    [
      "/?next=/patients/1",
      "/patients/new",
      "/patients/1",
      "/patients/1/2",
      "/api/files/a/b",
      "/api/files",
      "/_next/static/x.js",
      "//",
    ].map(patternOf),
  ).toEqual([
    "/",
    "/patients/new",
    "/patients/[patientId]",
    "(other)",
    "/api/files/[...path]",
    "(other)",
    "/_next/static",
    "/",
  ]);
});
