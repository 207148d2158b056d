import { migrate } from "#db/migrate";
import { command } from "./complaint.ts";
import { openDatabase } from "./database.ts";

await command(async () => {
  const database = await openDatabase();
  try {
    await migrate(database.adminUrl, database.secrets);
    console.log("The database is up to date.");
    return 0;
  } finally {
    await database.release();
  }
});
