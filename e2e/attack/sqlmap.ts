import { spawn } from "node:child_process";
import { signIn } from "./forms.ts";
import type { Target } from "./target.ts";
import { type Attack, type Finding, skipped } from "./verdict.ts";

const most = 90_000;

/** Runs a program for at most a minute and a half, and gives what it wrote, or undefined where it is not installed. */
function output(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((ended) => {
    let said = "";
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    const late = setTimeout(() => child.kill("SIGKILL"), most);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    }
    child.on("error", () => ended(undefined));
    child.on("close", () => {
      clearTimeout(late);
      ended(said);
    });
  });
}

async function scan(
  target: Target,
  path: string,
  data: string,
  more: readonly string[],
): Promise<Finding> {
  if (!target.hasSqlmap) return skipped("left out by --without-sqlmap");
  const words = "--batch --disable-coloring --flush-session --level=1 --risk=1 --technique=BEUT";
  const limits = "--time-sec=2 --timeout=10 --retries=0 --dbms=PostgreSQL --ignore-code=*";
  const headers = `X-Requested-With: chartkeep\nOrigin: ${target.origin}`;
  const place = ["-u", new URL(path, target.origin).href, "--data", data, "--headers", headers];
  const said = await output("sqlmap", [
    ...place,
    ...words.split(" "),
    ...limits.split(" "),
    ...more,
  ]);
  if (said === undefined) return skipped("sqlmap is not installed");
  const hits = said
    .split("\n")
    .filter((line) =>
      /is vulnerable|appears to be .*injectable|identified the following injection/i.test(line),
    );
  const isDone = /do not appear to be injectable|all tested parameters/i.test(said);
  return {
    tried: 1,
    wrong: [
      ...hits,
      ...(isDone || hits.length > 0 ? [] : [said.trim().split("\n").at(-1) ?? "it said nothing"]),
    ],
  };
}

/** sqlmap, where it is installed: bounded, at the way in and at a JSON door. */
export const sqlmapAttacks: readonly Attack[] = [
  {
    name: "sqlmap at the way in",
    expected: "nothing to inject into",
    run: (target) =>
      scan(
        target,
        "/api/auth/callback/credentials",
        "email=a@example.test&password=x&csrfToken=x",
        ["-p", "email"],
      ),
  },
  {
    name: "sqlmap at the search of patients",
    expected: "nothing to inject into",
    run: async (target) => {
      if (!target.hasSqlmap) return skipped("left out by --without-sqlmap");
      const session = target.account && (await signIn(target, target.account));
      if (!session) return skipped("no sign-in was given");
      const cookie = ["--cookie", `__Host-sid=${session}`, "-p", "text"];
      return scan(target, "/api/patients/search", '{"text":"ca"}', cookie);
    },
  },
];
