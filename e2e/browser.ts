import { existsSync } from "node:fs";
import { chromium } from "playwright";

/** A Chromium to start: the program, and what it must be told to run as root and offline. */
export interface Browser {
  readonly executablePath: string;
  readonly args: readonly string[];
}

const quiet = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--no-first-run",
];

/** The first of: CHROMIUM_PATH, the system's Chromium, Playwright's own download, the one inside an npm package. */
export async function findBrowser(): Promise<Browser> {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen && !existsSync(chosen)) throw new Error(`CHROMIUM_PATH: there is no ${chosen}.`);
  const installed = [
    chosen,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    chromium.executablePath(),
  ];
  const found = installed.find((path) => path && existsSync(path));
  if (found) return { executablePath: found, args: quiet };
  const { default: packaged } = await import("@sparticuz/chromium");
  return {
    executablePath: await packaged.executablePath(),
    args: [...new Set([...packaged.args, ...quiet])],
  };
}
