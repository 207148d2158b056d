import { expect } from "@playwright/test";
import { expectHeaders, test } from "#e2e/fixtures";
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
  ["unknown door", "/api/nowhere", 404],
  ["file that is not there", "/_next/static/nothing.js", 404],
  ["image optimiser", "/_next/image?url=%2Fa.svg&w=64&q=75", 404],
];

test("every class of answer carries the headers that never vary", async ({ page, context }) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
  for (const [kind, path, status] of classes) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    expect(answer.status(), kind).toBe(status);
    expectHeaders(answer);
  }
});

test("so do prefetches, doors, refusals and files of the build", async ({
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

  await page.goto("/patients");
  const script = await page.locator("script[src^='/_next/static/']").first().getAttribute("src");
  const file = await page.request.get(script ?? "");
  expect(file.status()).toBe(200);
  expectHeaders(file);
  expect(file.headers()["cache-control"]).toContain("immutable");
});
