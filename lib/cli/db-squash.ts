import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Complaint, command } from "./complaint.ts";
import { projectRoot } from "./data-folder.ts";

// Until the first release there is one migration: it is written anew from db/schema.
await command(async () => {
  rmSync(join(projectRoot, "db", "migrations"), { recursive: true, force: true });
  const kit = join(projectRoot, "node_modules", ".bin", "drizzle-kit");
  const args = ["generate", "--config", "db/drizzle.config.ts", "--name", "init"];
  const { status } = spawnSync(kit, args, { cwd: projectRoot, stdio: "inherit" });
  if (status !== 0) throw new Complaint("drizzle-kit could not write the migration.");
  return 0;
});
