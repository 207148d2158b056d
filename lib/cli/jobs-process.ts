import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "./data-folder.ts";

/** The process that does the background work beside a web server. */
export interface RunningJobs {
  /** Asks it to finish what it is doing, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts the background work with the server's environment and the operator's login, which the server itself never has. */
export function startJobs(
  environment: Readonly<Record<string, string>>,
  operatorUrl: string,
): RunningJobs {
  const child = spawn(
    process.execPath,
    [
      "--conditions=react-server",
      "--import",
      join(projectRoot, "lib", "cli", "lifeline.mjs"),
      join(projectRoot, "lib", "cli", "jobs.ts"),
    ],
    {
      cwd: projectRoot,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...environment, OPERATOR_DATABASE_URL: operatorUrl, NODE_OPTIONS: "" },
    },
  );
  let hasEnded = false;
  const ended = new Promise<void>((end) =>
    child.on("exit", (code) => {
      if (!hasEnded && code !== 0 && code !== null)
        console.error(
          `The background work ended (exit code ${code}); requests are still answered.`,
        );
      end();
    }),
  );
  return {
    async stop() {
      hasEnded = true;
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(force);
    },
  };
}
