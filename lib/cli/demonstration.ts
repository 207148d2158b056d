import { existsSync } from "node:fs";
import { type Administration, loginUrl } from "./database.ts";

/** One way into a demonstration clinic. */
export interface SignIn {
  clinic: string;
  role: string;
  email: string;
  password: string;
}

/** What making the demonstration clinics needs: the operator's login, and where to tell how it goes. */
export interface DemonstrationOptions {
  adminUrl: string;
  operatorUrl: string;
  log(line: string): void;
}

/**
 * Makes the demonstration clinics unless they are there already, in the
 * environment of the installation, and says how to sign in to each.
 */
export async function makeClinics(
  installation: Administration & { environment: Record<string, string> },
): Promise<readonly SignIn[]> {
  const maker = new URL("./demo-clinics.ts", import.meta.url);
  if (!existsSync(maker)) {
    console.log("There are no demonstration clinics yet.");
    return [];
  }
  const { makeDemonstrationClinics } = (await import(maker.href)) as {
    makeDemonstrationClinics(options: DemonstrationOptions): Promise<readonly SignIn[]>;
  };
  const before = process.env;
  process.env = { ...before, ...installation.environment };
  try {
    return await makeDemonstrationClinics({
      adminUrl: installation.adminUrl,
      operatorUrl: loginUrl(installation.adminUrl, "operator", installation.secrets),
      log: (line) => console.log(line),
    });
  } finally {
    process.env = before;
  }
}
