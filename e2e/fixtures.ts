import { test as base, expect, type Page, type Response } from "@playwright/test";

/** One way into a demonstration clinic, as `npm run demo` prints it. */
export interface SignIn {
  readonly clinic: string;
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

/** Every sign-in of the demonstration clinics this run works on. */
export const signIns: readonly SignIn[] = JSON.parse(process.env.E2E_SIGN_INS ?? "[]");

/** What the demonstration calls each role. */
const printed: Readonly<Record<string, string>> = {
  prescriber: "clinician",
  medical_assistant: "front desk",
  tenant_admin: "tenant admin",
};

/** The sign-in of one role, in the clinic with this name or in the first that has the role. */
export function signInOf({ clinic, role }: { clinic?: string; role: string }): SignIn {
  const found = signIns.find(
    (each) =>
      (each.role === role || each.role === printed[role]) &&
      (clinic === undefined || each.clinic === clinic),
  );
  if (!found) throw new Error(`no demonstration sign-in for ${role} of ${clinic ?? "any clinic"}`);
  return found;
}

/** Fills in the sign-in form and sends it. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Signs in as one role of one clinic and stays where the person is taken. */
export async function signIn(page: Page, who: { clinic?: string; role: string }): Promise<SignIn> {
  const account = signInOf(who);
  await page.goto("/sign-in");
  await fillSignIn(page, account.email, account.password);
  await expect(page).not.toHaveURL(/\/sign-in/);
  const choice = page.getByRole("button", { name: account.clinic });
  if (new URL(page.url()).pathname === "/choose-clinic") await choice.click();
  await expect(page).not.toHaveURL(/\/choose-clinic/);
  return account;
}

/** The headers that every answer must carry, whatever it answers. */
export function expectHeaders(response: Pick<Response, "headers" | "url">): void {
  const headers = response.headers();
  const at = response.url();
  expect(headers["strict-transport-security"], at).toMatch(/max-age=63072000; includeSubDomains/);
  expect(headers["x-content-type-options"], at).toBe("nosniff");
  expect(headers["referrer-policy"], at).toBe("no-referrer");
  expect(headers["cross-origin-opener-policy"], at).toBe("same-origin");
  expect(headers["cross-origin-resource-policy"], at).toBe("same-origin");
  expect(headers["permissions-policy"], at).toContain("camera=()");
  expect(headers["x-powered-by"], at).toBeUndefined();
  const policy = headers["content-security-policy"] ?? "";
  expect(policy, at).toContain("frame-ancestors 'none'");
  expect(policy, at).toContain("base-uri 'none'");
  expect(policy, at).not.toMatch(/unsafe-/);
  if (!at.includes("/_next/static/")) {
    expect(headers["cache-control"], at).toContain("no-store");
  }
}

/** A test whose page fails it when a script or style was refused by the page's own policy, or an error was thrown. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (/content security policy|hydrat/i.test(message.text())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await use(page);
    expect(complaints).toEqual([]);
  },
});
