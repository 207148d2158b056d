import { configurePool } from "#db/client";
import { configureKeyProvider } from "#lib/kms/configured";
import { ensureLocalKeyFile } from "#lib/kms/local-key-file";
import { keyFileOf } from "./data-folder.ts";
import { type Administration, loginUrl, openDatabase } from "./database.ts";

/**
 * Opens the installation's database for an operator command: the pool signs in as the operator, and
 * the key file is the installation's own. Returns what gives the database back.
 */
export async function asOperator(): Promise<() => Promise<void>> {
  const database = await openDatabase();
  await actAsOperator(database);
  return () => database.release();
}

/** Points this process at a database as the platform operator. */
export async function actAsOperator({ adminUrl, secrets, folder }: Administration): Promise<void> {
  configurePool(loginUrl(adminUrl, "operator", secrets), {
    max: 4,
    contextKey: secrets.contextKey,
  });
  const file = process.env.LOCAL_KEY_FILE || keyFileOf(folder);
  await ensureLocalKeyFile(file, async () => true);
  configureKeyProvider({
    environment: "development",
    provider: "local-file",
    localKeyFile: file,
  });
}
