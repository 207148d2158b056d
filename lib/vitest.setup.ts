import { migrate } from "#db/migrate";
import { loginUrl, openThrowaway } from "./cli/database.ts";
import { environmentFor } from "./cli/environment.ts";

/**
 * One migrated database for a whole run of tests, gone afterwards. Tests get the
 * server's environment, and beside it TEST_ADMIN_URL (superuser) and TEST_OPERATOR_URL.
 */
export default async function prepareDatabase(): Promise<() => Promise<void>> {
  const database = await openThrowaway();
  try {
    await migrate(database.adminUrl, database.secrets);
    Object.assign(
      process.env,
      await environmentFor(database, { origin: "http://localhost:3000", kind: "test" }),
      {
        TEST_ADMIN_URL: database.adminUrl,
        TEST_OPERATOR_URL: loginUrl(database.adminUrl, "operator", database.secrets),
      },
    );
  } catch (error) {
    await database.release();
    throw error;
  }
  return database.release;
}
