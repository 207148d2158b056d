import { configurePool } from "#db/client";
import { configureKeyProvider } from "#lib/kms/configured";
import { unhurried } from "#lib/kms/guarded";
import { ensureLocalKeyFile } from "#lib/kms/local-key-file";
import { parseKeySettings } from "#lib/kms/settings";
import { keyFileOf } from "./data-folder.ts";
import { type Administration, loginUrl, openDatabase } from "./database.ts";

/**
 * Opens the installation's database for an operator command: the pool signs in as the operator, and
 * the root key is where the environment says, else in the installation's own file. Returns what gives the database back.
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
  const settings = parseKeySettings({
    KEY_PROVIDER: "local-file",
    LOCAL_KEY_FILE: keyFileOf(folder),
    ...given(process.env),
    // Commands administer demonstrations too; what serves people is decided where the server starts.
    CHARTKEEP_ENV: "development",
  });
  if (settings.primary.kind === "local-file")
    await ensureLocalKeyFile(settings.primary.file, async () => true);
  configureKeyProvider(settings, unhurried);
}

/** An empty line in an .env file means "not set". */
const given = (variables: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
