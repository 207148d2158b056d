import type { Page } from "@playwright/test";
import { type Colleague, enter } from "./staff.ts";

/** A window of somebody else, in a browser context of their own beside the one of the test's page. */
export async function windowOf(page: Page, who: Colleague, path: string): Promise<Page> {
  const browser = page.context().browser();
  if (!browser) throw new Error("no browser");
  const context = await browser.newContext();
  await enter(context, who);
  const other = await context.newPage();
  await other.goto(path);
  return other;
}
