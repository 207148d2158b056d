import { expect } from "@playwright/test";
import { expectHeaders, test } from "#e2e/fixtures";
import { actionDoors } from "#e2e/intrusions/doors";
import { clinics, enter, newColleague } from "#e2e/staff";

const foreign = "00000000-0000-7000-8000-00000000dead";

/** Each class of answer, with the status that shows that it is one. */
const classes: readonly (readonly [kind: string, path: string, status: number])[] = [
  ["page", "/patients", 200],
  ["page not found", `/patients/${foreign}`, 404],
  ["forbidden page", "/billing", 403],
  ["unknown address", "/nowhere/at/all", 404],
  ["redirect", "/sign-in", 307],
  ["address that ends in a slash", "/patients/", 308],
  ["address that is no text", "/patients/%ff", 404],
  ["the router's page", "/patients.rsc", 404],
  ["the router's part of a page", "/patients.segments/_tree.segment.rsc", 404],
  ["unknown door", "/api/nowhere", 404],
  ["route by the wrong method", "/api/patients/search", 405],
  ["file that is not there", "/_next/static/nothing.js", 404],
  ["file of the server's", "/_next/server/app-paths-manifest.json", 404],
  ["image optimiser", "/_next/image?url=%2Fa.svg&w=64&q=75", 404],
  ["picture", "/icon.svg", 200],
];

test("every class of answer carries the headers that never vary", async ({ page, context }) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
  for (const [kind, path, status] of classes) {
    for (const method of ["GET", "HEAD"]) {
      const answer = await page.request.fetch(path, { method, maxRedirects: 0 });
      expect(answer.status(), `${method} ${kind}`).toBe(status);
      expectHeaders(answer);
    }
  }
});

test("methods that nobody serves are refused on pages, routes and files alike", async ({
  page,
  context,
  baseURL,
}) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
  const headers = { origin: baseURL ?? "" };
  for (const path of [
    "/",
    "/patients",
    "/sign-in",
    "/api/patients/search",
    "/icon.svg",
    "/nowhere",
  ]) {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
      const answer = await page.request.fetch(path, { method, headers, maxRedirects: 0 });
      expect(answer.status(), `${method} ${path}`).toBe(405);
      expect(answer.headers().allow, `${method} ${path}`).toBe("GET, HEAD, POST");
      expectHeaders(answer);
    }
  }
});

test("prefetches, doors, refusals and files of the build carry the headers too", async ({
  page,
  context,
  baseURL,
}) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
  const origin = baseURL ?? "";
  const own = { origin, "x-requested-with": "chartkeep" };
  const search = "/api/patients/search";
  const answers = await Promise.all([
    page.request.get("/patients", { headers: { rsc: "1" } }),
    page.request.get("/patients", { headers: { rsc: "1", "next-router-prefetch": "1" } }),
    page.request.post(search, { headers: own, data: { text: "ca" } }),
    page.request.post(search, { headers: own, data: { text: 1 } }),
    page.request.post(search, { headers: { origin: "https://evil.example" }, data: {} }),
    page.request.post("/api/audit/trail", { headers: own, data: {} }),
    page.request.get(search),
    page.request.head("/patients"),
    page.request.post("/patients", { headers: { origin, "next-action": "0".repeat(42) } }),
  ]);
  for (const answer of answers) expectHeaders(answer);
  expect(answers.map((answer) => answer.status()).slice(0, 7)).toEqual([
    200, 200, 200, 422, 403, 403, 405,
  ]);
  for (const answer of answers.slice(0, 2)) {
    expect(answer.headers().vary).toMatch(/rsc.*next-router-state-tree.*next-router-prefetch/);
  }

  await page.goto("/patients");
  const script = await page.locator("script[src^='/_next/static/']").first().getAttribute("src");
  const file = await page.request.get(script ?? "");
  expect(file.status()).toBe(200);
  expectHeaders(file);
  expect(file.headers()["cache-control"]).toContain("immutable");
});

test("an error of the server carries them too, and says nothing", async ({ page, baseURL }) => {
  const id = actionDoors.find(({ name }) => name === "signInAction")?.id ?? "";
  const headers = { origin: baseURL ?? "", "next-action": id, "content-type": "text/plain" };
  const answer = await page.request.post("/sign-in", { headers, data: "x{" });
  expect(answer.status()).toBe(500);
  expectHeaders(answer);
  expect(await answer.text()).not.toMatch(/\bat \w+|node_modules|\.ts:/);
});

test("a body larger than any of ours is refused, and no part of it is used", async ({
  page,
  context,
  baseURL,
}) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
  const own = { origin: baseURL ?? "", "x-requested-with": "chartkeep" };
  const json = { ...own, "content-type": "application/json" };
  const sizes = [65 * 1024, 900_000, 1_000_000, 1_100_000, 10_000_000, 12_000_000];
  for (const size of sizes) {
    // Valid up to the last byte: what is cut off silently would be answered.
    const data = `{"text":"ca"}${" ".repeat(size)}`;
    const refused = await page.request
      .post("/api/patients/search", { headers: json, data })
      .then((answer) => answer.status())
      .catch(() => 413);
    expect(refused, `${size} bytes`).toBe(413);
  }
});
