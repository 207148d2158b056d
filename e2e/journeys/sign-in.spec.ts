import { type BrowserContext, expect } from "@playwright/test";
import { expectHeaders, fillSignIn, signIn, signInOf, test } from "#e2e/fixtures";

const cookieOf = async (context: BrowserContext) =>
  (await context.cookies()).find(({ name }) => name === "__Host-sid");

test("a member signs in, and the cookie is one that scripts and other sites cannot use", async ({
  page,
  context,
}) => {
  await signIn(page, { role: "prescriber" });

  const cookie = await cookieOf(context);
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
  expect(cookie?.value).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await page.evaluate(() => document.cookie)).not.toContain("__Host-sid");
});

test("a wrong password and an address nobody has get the same answer, read out and in focus", async ({
  page,
}) => {
  const { email } = signInOf({ role: "biller" });
  const answers: string[] = [];
  for (const address of [email, "nobody@example.test"]) {
    await page.goto("/sign-in");
    await fillSignIn(page, address, "wrong horse battery staple");
    const alert = page.getByRole("alert").filter({ hasText: /./ });
    await expect(alert).toContainText("do not match");
    await expect(page.locator("form > div[tabindex='-1']")).toBeFocused();
    await expect(page.getByLabel("Email")).toHaveValue(address);
    await expect(page.getByLabel("Password")).toHaveValue("");
    answers.push((await alert.textContent()) ?? "");
  }
  expect(answers[0]).toBe(answers[1]);
});

test("after signing in a person is where they wanted to go, and never elsewhere", async ({
  page,
}) => {
  await page.goto("/patients?sort=name");
  await expect(page).toHaveURL("/sign-in?next=%2Fpatients%3Fsort%3Dname");
  const { email, password } = signInOf({ role: "prescriber" });
  await fillSignIn(page, email, password);
  await expect(page).toHaveURL("/patients?sort=name");

  await page.goto("/sign-in?next=https://evil.example/");
  await expect(page).toHaveURL("/");
});

test("signing out ends the session; going back shows nothing", async ({ page, context }) => {
  await signIn(page, { role: "prescriber" });
  const before = await cookieOf(context);
  await page.goto("/patients");
  await page.goto("/");
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/session/end"));
  await page.evaluate(() => {
    const form = document.querySelector<HTMLFormElement>("form[action='/api/session/end']");
    form?.submit();
  });
  expect((await (await answer).allHeaders())["clear-site-data"]).toBe('"cache", "storage"');
  await expect(page).toHaveURL("/sign-in?ended=1");
  expect(await cookieOf(context)).toBeUndefined();

  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByLabel("Password")).toBeVisible();

  if (before) await context.addCookies([before]);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("without scripts a person signs in and out too", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const { email, password } = signInOf({ role: "biller" });
  await page.goto("/sign-in");
  await fillSignIn(page, email, "wrong horse battery staple");
  await expect(page.getByRole("alert")).toContainText("do not match");
  await fillSignIn(page, email, password);
  await expect(page).not.toHaveURL(/\/sign-in/);
  await context.close();
});

test("every kind of answer carries its headers, with a nonce of its own", async ({
  page,
  request,
}) => {
  await signIn(page, { role: "prescriber" });
  const paths = ["/", "/patients", "/nowhere", "/nowhere/", "/patients/not-an-id", "/api/nowhere"];
  const nonces: string[] = [];
  for (const path of [...paths, "/api/auth/csrf", "/sign-in", "/_next/static/nothing.js"]) {
    for (const headers of [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }]) {
      const answer = await page.request.get(path, { headers, maxRedirects: 0 });
      expectHeaders(answer);
      const nonce = /'nonce-([^']+)'/.exec(answer.headers()["content-security-policy"] ?? "");
      if (nonce?.[1]) nonces.push(nonce[1]);
    }
  }
  expect(new Set(nonces).size).toBe(nonces.length);
  expectHeaders(await request.get("/patients", { maxRedirects: 0 }));
  for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const answer = await page.request.fetch("/", { method });
    expect(answer.status()).toBe(405);
    expectHeaders(answer);
  }
});

test("a request cannot choose the policy, the nonce or whether the proxy runs", async ({
  request,
}) => {
  const proxies = Array(5).fill("proxy").join(":");
  const answer = await request.get("/patients", {
    headers: {
      "content-security-policy": "script-src 'nonce-evil'",
      "x-nonce": "evil",
      "x-middleware-subrequest": proxies,
      "x-forwarded-host": "evil.example",
    },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
  expect(answer.headers().location).not.toContain("evil");
  expectHeaders(answer);

  const page = await request.get("/sign-in", {
    headers: { "content-security-policy": "script-src 'nonce-evil'", "x-nonce": "evil" },
  });
  expect(await page.text()).not.toContain('nonce="evil"');
});

test("the doors of @auth/core that are not ours are shut, and a forged update changes nothing", async ({
  page,
  baseURL,
}) => {
  await signIn(page, { role: "biller" });
  const origin = baseURL ?? "";
  for (const path of ["session", "signout", "providers", "error", "signin", "verify-request"]) {
    expect((await page.request.get(`/api/auth/${path}`)).status()).toBe(404);
    const posted = await page.request.post(`/api/auth/${path}`, {
      headers: { origin },
      data: { data: { role: "tenant_admin" } },
    });
    expect(posted.status()).toBe(404);
  }
});

test("posts from elsewhere, without an origin, or too large are refused", async ({
  request,
  baseURL,
}) => {
  const path = "/api/auth/callback/credentials";
  const { email, password } = signInOf({ role: "biller" });
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const form = { csrfToken, email, password };
  const origin = baseURL ?? "";
  expect((await request.post(path, { form })).status()).toBe(403);
  for (const foreign of ["https://evil.example", "null", `${origin}.evil.example`]) {
    const answer = await request.post(path, { form, headers: { origin: foreign } });
    expect(answer.status()).toBe(403);
  }
  const forged = await request.post(path, {
    form: { ...form, csrfToken: "x" },
    headers: { origin },
  });
  expect(forged.status()).toBe(403);
  const large = await request.post(path, {
    form: { ...form, padding: "x".repeat(1_000_000) },
    headers: { origin },
  });
  expect(large.status()).toBe(413);
  expect(large.headers()["set-cookie"] ?? "").not.toContain("__Host-sid");

  const right = await request.post(path, { form, headers: { origin }, maxRedirects: 0 });
  expect(right.status()).toBe(302);
  expect(right.headers()["set-cookie"]).toContain("__Host-sid=");
});

test("the clock of a session is told without keeping it alive, and to nobody without one", async ({
  page,
  playwright,
  baseURL,
}) => {
  await signIn(page, { role: "prescriber" });
  const headers = { origin: baseURL ?? "", "x-background": "1" };
  const answer = await page.request.post("/api/session/clock", { headers, data: {} });
  const { data } = await answer.json();
  expect(data.idleSeconds).toBeGreaterThan(800);
  expect(data.idleSeconds).toBeLessThanOrEqual(900);

  const stranger = await playwright.request.newContext({ baseURL: baseURL ?? "" });
  expect((await stranger.post("/api/session/clock", { headers, data: {} })).status()).toBe(401);
  await stranger.dispose();
});
