import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { generateSync } from "otplib";
import { at, firstOf } from "./visits.ts";

/** Opens a window, in which the demonstration's member of this role is signed in, or nobody. */
export type OpenWindow = (role?: string) => Promise<Page>;
/** Takes the pictures of a page as it stands. */
export type Take = (page: Page, name: string) => Promise<void>;

const password = "orchard-lantern-river-43";
const name = "Maria-Magdalena Konstantinopoulos-Featherstonehaugh";
const alert = (page: Page) => page.getByRole("alert").first();
const press = (page: Page, label: string | RegExp) =>
  page.getByRole("button", { name: label }).first().click();

/** Follows the link of the newest mail to this address, which leaves a moment after it was asked for. */
async function followMail(page: Page, email: string): Promise<void> {
  const link = page.getByRole("listitem").filter({ hasText: email }).getByRole("link").first();
  for (let tries = 0; tries < 40; tries += 1) {
    await at("/outbox")(page);
    if ((await link.count()) > 0) break;
  }
  await link.click();
}

async function signIn(page: Page, email: string, next: string): Promise<void> {
  await at(`/sign-in?next=${encodeURIComponent(next)}`)(page);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await press(page, "Sign in");
}

/** An administrator invites somebody, who accepts and comes in. */
async function join(admin: Page, own: Page, email: string, take: Take): Promise<void> {
  await at("/admin/members")(admin);
  await press(admin, "Invite");
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Biller").check();
  await dialog.getByLabel("Front desk").check();
  await take(admin, "invite");
  await dialog.getByRole("button", { name: "Invite" }).click();
  await dialog.waitFor({ state: "hidden" });
  await at("/admin/members?status=invited")(admin);
  await take(admin, "members-invited");
  await admin.getByRole("link", { name }).first().click();
  await admin.getByText("Withdraw the invitation").waitFor();
  await take(admin, "member-invited");

  await followMail(own, email);
  await own.getByLabel("New password").waitFor();
  await take(own, "invitation");
  await own.getByLabel("New password").fill("passwordpassword");
  await press(own, "Accept the invitation");
  await alert(own).waitFor();
  await take(own, "invitation-refused");
  await own.getByLabel("New password").fill(password);
  await press(own, "Accept the invitation");
  await own.waitForURL(/joined=1/);
}

/** Sets up an app and a passkey, and says the recovery codes that came with the first. */
async function enrol(own: Page, take: Take): Promise<string[]> {
  await take(own, "factors-none");
  await own.route("**/api/factors/totp/new", (route) =>
    route.fulfill({ status: 403, json: { ok: false, code: "REAUTH" } }),
  );
  await press(own, "Set up");
  await own.getByRole("dialog", { name: "Is it still you?" }).waitFor();
  await take(own, "step-up");
  await own.unroute("**/api/factors/totp/new");
  await own.reload();
  await press(own, "Set up");
  await own.getByText("Type the key instead").click();
  const key = ((await own.getByTestId("key").textContent()) ?? "").replace(/\s/g, "");
  await take(own, "totp");
  await own.getByLabel("Code that the app shows").fill("000000");
  await press(own, "Confirm");
  await alert(own).waitFor();
  await take(own, "totp-wrong");
  await own.getByLabel("Code that the app shows").fill(generateSync({ secret: key }));
  await press(own, "Confirm");
  const list = own.getByRole("list", { name: "Recovery codes" });
  await list.waitFor();
  const codes = await list.getByRole("listitem").allTextContents();
  await take(own, "recovery-codes");
  await own.getByLabel("I have kept these codes.").check();
  await press(own, "Done");
  await press(own, "Add a passkey");
  await own.getByRole("dialog").getByLabel("Name").waitFor();
  await press(own, "Make a passkey");
  await own.getByText("Give it a name.").waitFor();
  await take(own, "passkey");
  await own.getByRole("dialog").getByLabel("Name").fill("Laptop at the front desk, second floor");
  await press(own, "Make a passkey");
  await own.getByText("Laptop at the front desk").first().waitFor();
  await take(own, "factors");
  return codes;
}

/** The second step of signing in: its ways, what it refuses, and the way in by a recovery code. */
async function passGate(own: Page, email: string, code: string, take: Take): Promise<void> {
  await signIn(own, email, "/me");
  await own.waitForURL(/\/sign-in\/factor/);
  await take(own, "factor");
  await press(own, "Use a code of your authenticator app");
  await own.getByLabel("Code of your authenticator app").fill("000000");
  await press(own, "Go on");
  await alert(own).waitFor();
  await take(own, "factor-refused");
  await press(own, "Use a recovery code");
  await own.getByLabel("Recovery code").fill(code);
  await press(own, "Go on");
  await own.waitForURL(/\/me$/);
}

/** What a payment form does with what was typed and not sent: it cannot be saved, it is saved, it is there again. */
async function leaveDraft(own: Page, take: Take): Promise<void> {
  await firstOf("/billing/invoices")(own);
  await own.route("**/api/drafts/keep", (route) => route.abort());
  await own.getByLabel("Reference").fill("check 4711");
  await own.getByText("What you typed is not saved yet.").waitFor();
  await take(own, "payment-unsaved");
  await own.unroute("**/api/drafts/keep");
  await own.getByText("Saved as a draft").waitFor({ timeout: 20_000 });
  await own.reload();
  await own.getByText("This is what you had typed").waitFor();
  await take(own, "payment-draft");
}

async function withDevice(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/**
 * Somebody is invited, joins, sets factors up, comes in by them, works, locks, forgets the password and
 * is let go. The pictures are of the moments that no address leads to.
 */
export async function tellStory(open: OpenWindow, take: Take): Promise<void> {
  const email = `${randomUUID()}@example.test`;
  const [admin, own] = [await open("tenant_admin"), await open()];
  await withDevice(own);
  await join(admin, own, email, take);
  await signIn(own, email, "/me/factors");
  await own.getByRole("heading", { name: "Your sign-in factors" }).waitFor();
  const codes = await enrol(own, take);
  const elsewhere = await open();
  await passGate(elsewhere, email, codes[0] ?? "", take);
  await take(elsewhere, "sessions");
  await at("/me/password")(own);
  await press(own, "Change the password");
  await alert(own).waitFor();
  await take(own, "password");
  await at("/me/sso")(own);
  await take(own, "own-sso");
  await leaveDraft(own, take);
  await own.locator("h1").click();
  await own.keyboard.press("Shift+L");
  await own.waitForURL(/\/locked/);
  await take(own, "locked");

  await at("/forgot")(elsewhere);
  await elsewhere.getByLabel("Email").fill(email);
  await press(elsewhere, "Send the link");
  await elsewhere.getByText("If this address has an account").waitFor();
  await take(elsewhere, "forgot-sent");
  await followMail(elsewhere, email);
  await elsewhere.getByLabel("New password").waitFor();
  await take(elsewhere, "reset");

  await at("/admin/members")(admin);
  await take(admin, "members");
  await at("/admin/members?status=active&role=biller")(admin);
  await admin.getByRole("link", { name }).first().click();
  await admin.getByText("End all sessions").first().waitFor();
  await take(admin, "member-active");
  await press(admin, "Deactivate");
  const letGo = admin.getByRole("dialog").getByRole("button", { name: "Deactivate" });
  await letGo.click();
  await admin.getByText("Say why").waitFor();
  await take(admin, "member-deactivating");
  await admin.getByLabel("Reason").fill("Left the clinic");
  await letGo.click();
  await admin.getByText("Reactivate").first().waitFor();
  await take(admin, "member-deactivated");
}
