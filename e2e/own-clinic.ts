import { runProgram } from "#lib/cli/step";

/** Makes a clinic of a test's own, with nobody and no patient in it, and says its slug. */
export async function newEmptyClinic(): Promise<string> {
  const { code, output } = await runProgram("e2e/make-clinic.ts", [], {
    env: { DATABASE_URL: process.env.TEST_ADMIN_URL ?? "" },
  });
  const slug = /^own-\S+$/m.exec(output)?.[0];
  if (code !== 0 || slug === undefined) throw new Error(`no clinic was made:\n${output}`);
  return slug;
}
