import { configurePool } from "#db/client";
import { Complaint } from "./complaint.ts";
import { dataFolder } from "./data-folder.ts";
import { loginUrl, openDatabase } from "./database.ts";
import { environmentFor } from "./environment.ts";
import { installedKind } from "./installation.ts";

/**
 * Signs this process in as the operator, in the environment in which the server runs: with
 * OPERATOR_DATABASE_URL and the server's own variables, else to the data folder's installation. Returns
 * what gives the database back.
 */
export async function enterAsOperator({ max = 4 } = {}): Promise<() => Promise<void>> {
  const configured = process.env.OPERATOR_DATABASE_URL;
  if (configured) {
    process.env.SERVER_DATABASE_URL ||= process.env.DATABASE_URL ?? "";
    process.env.DATABASE_URL = configured;
    configurePool(configured, { max });
    return async () => undefined;
  }
  const kind = installedKind();
  if (!kind) {
    throw new Complaint(
      `OPERATOR_DATABASE_URL is not set, and ${dataFolder()} holds no installation: run "npm run demo" first, or set it as .env.example says.`,
    );
  }
  const database = await openDatabase();
  const origin = process.env.APP_ORIGIN || `http://localhost:${process.env.PORT || "3000"}`;
  const environment = await environmentFor(database, { origin, kind });
  Object.assign(process.env, environment, {
    SERVER_DATABASE_URL: environment.DATABASE_URL,
    DATABASE_URL: loginUrl(database.adminUrl, "operator", database.secrets),
  });
  configurePool(process.env.DATABASE_URL ?? "", { max });
  return () => database.release();
}
