import { expect, type Locator, type Page, type Response } from "@playwright/test";
import type { PlantedPatient } from "./planted.ts";

/** What passed between a page and the server since `watch` was called. */
export interface Watched {
  readonly urls: readonly string[];
  /** How many whole documents were loaded: a navigation inside the application loads none. */
  documents(): number;
  /** The text of every answer so far that is not a file of the build. */
  bodies(): Promise<readonly string[]>;
}

/** Listens to everything a page asks for and is told. */
export function watch(page: Page): Watched {
  const urls: string[] = [];
  const answers: Promise<string>[] = [];
  let documents = 0;
  page.on("request", (request) => {
    urls.push(request.url());
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) documents += 1;
  });
  page.on("response", (response) => {
    if (!response.url().includes("/_next/static/")) answers.push(textOf(response));
  });
  return { urls, documents: () => documents, bodies: () => Promise.all(answers) };
}

/** A redirect has no body, and one that was given up half way has none either. */
const textOf = (response: Response) => response.text().catch(() => "");

/** Which of these texts another one holds, in whatever case. */
export function found(text: string, secrets: readonly string[]): readonly string[] {
  const plain = text.toLowerCase();
  return secrets.filter((secret) => plain.includes(secret.toLowerCase()));
}

/** Fails if anything that tells who or what a patient is shows where it may not: address, title, storage. */
export async function expectNothingLeftBehind(
  page: Page,
  { urls }: Pick<Watched, "urls">,
  patient: PlantedPatient,
): Promise<void> {
  const kept = await page.evaluate(() =>
    JSON.stringify([
      document.title,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
    ]),
  );
  const places = decodeURIComponent([kept, page.url(), ...urls].join("\n"));
  expect(
    found(places, [...patient.identity, ...patient.clinical, patient.birthDate]),
    "in address, title or storage",
  ).toEqual([]);
}

/** Presses Tab until the focus is where it should be, as someone without a mouse does. */
export async function tabTo(page: Page, wanted: Locator, most = 60): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${most} times Tab did not lead there`);
}
