import { setTimeout as wait } from "node:timers/promises";
import type postgres from "postgres";

/** Kills random backends of the application's login, only such as are inside a transaction. Gives up when none dies for ten seconds. */
export async function killUntil(
  goal: number,
  admin: postgres.Sql,
  appUrl: string,
  onProgress: (kills: number) => void,
): Promise<number> {
  const login = decodeURIComponent(new URL(appUrl).username);
  let kills = 0;
  let lastKill = Date.now();
  while (kills < goal && Date.now() - lastKill < 10_000) {
    const [killed] = await admin`
      select pg_terminate_backend(pid) as yes from pg_stat_activity
      where usename = ${login} and datname = current_database() and xact_start is not null
      order by random() limit 1`;
    if (killed?.yes) {
      kills += 1;
      lastKill = Date.now();
      if (kills % 100 === 0) onProgress(kills);
    }
    await wait(10 + Math.random() * 30);
  }
  return kills;
}
