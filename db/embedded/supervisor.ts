import { spawn } from "node:child_process";
import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { underIdentity } from "./identity.ts";
import { countLeases } from "./leases.ts";
import { type Place, removeOutside } from "./place.ts";

/**
 * A process of its own that holds the server and stops it when the last process
 * that uses it has gone, however it went: no orphan after a crash, and one
 * command ending does not take the database from another.
 */
export interface SupervisorOrder {
  folder: string;
  place: Place;
  settings: readonly string[];
  throwaway: boolean;
}

function supervise({ folder, place, settings, throwaway }: SupervisorOrder): void {
  const log = openSync(join(folder, "postgres.log"), "a", 0o600);
  const { command, args, options } = underIdentity(
    place.identity,
    join(place.native, "bin", "postgres"),
    ["-D", place.cluster, ...settings],
  );
  const server = spawn(command, args, { ...options, cwd: "/", stdio: ["ignore", log, log] });
  closeSync(log);

  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    server.kill("SIGINT");
    setTimeout(() => server.kill("SIGQUIT"), 20_000).unref();
  };
  const stopWhenUnused = () => {
    if (isStopping || countLeases(folder) > 0) return;
    // Announce it and look again: a process that came in between either sees
    // the announcement and waits, or is seen here.
    const announcement = join(folder, "stopping");
    writeFileSync(announcement, "");
    if (countLeases(folder) > 0) return rmSync(announcement, { force: true });
    stop();
  };

  const watch = setInterval(stopWhenUnused, 200);
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  server.on("error", () => process.exit(1));
  const finish = async (code: number | null) => {
    clearInterval(watch);
    rmSync(join(folder, "stopping"), { force: true });
    if (throwaway && countLeases(folder) === 0) {
      await removeOutside(folder);
      rmSync(folder, { recursive: true, force: true });
    }
    process.exit(code ?? 1);
  };
  server.on("exit", (code) => void finish(code));
}

supervise(JSON.parse(process.argv[2] ?? "{}") as SupervisorOrder);
