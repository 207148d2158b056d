import { parseArgs } from "node:util";
import { Complaint, command } from "#lib/cli/complaint";
import { entryAttacks } from "./attack/entry.ts";
import { frameworkAttacks } from "./attack/framework.ts";
import { headerAttacks } from "./attack/headers.ts";
import { memberAttacks } from "./attack/members.ts";
import { requestAttacks } from "./attack/requests.ts";
import { sqlmapAttacks } from "./attack/sqlmap.ts";
import { type Account, type Target, targetAt } from "./attack/target.ts";
import type { Attack, Finding } from "./attack/verdict.ts";

const usage =
  "Usage: npm run attack -- <url> [--sign-in <email>:<password>] [--other <email>:<password>] [--without-sqlmap] [--i-own-it], " +
  "with sign-ins of two clinics for what members can try, and --i-own-it for an instance that is not on this machine";

// What uses up tries at the way in comes last.
const attacks: readonly Attack[] = [
  ...headerAttacks,
  ...requestAttacks,
  ...frameworkAttacks,
  ...memberAttacks,
  ...sqlmapAttacks,
  ...entryAttacks,
];

await command(async (args) => {
  const target = parseTarget(args);
  const { status } = await target.ask("/sign-in");
  if (status === 0) throw new Complaint(`Nothing answers at ${target.origin}.`);
  const tally = { held: 0, failed: 0, skipped: 0 };
  for (const attack of attacks) {
    const finding = await attack.run(target);
    tally[endOf(finding)] += 1;
    console.log(lineOf(attack, finding));
  }
  console.log(`${tally.held} held, ${tally.failed} FAILED, ${tally.skipped} skipped`);
  return tally.failed > 0 ? 1 : 0;
});

function endOf({ wrong, skipped }: Finding): "held" | "failed" | "skipped" {
  if (skipped) return "skipped";
  return wrong.length > 0 ? "failed" : "held";
}

function lineOf({ name, expected }: Attack, finding: Finding): string {
  const { tried, wrong, skipped } = finding;
  const actual = skipped
    ? `skipped: ${skipped}`
    : wrong.length === 0
      ? `as expected, ${tried} of ${tried}`
      : `${wrong.length} of ${tried} not so: ${wrong.slice(0, 3).join(" | ")}`;
  const verdict = { held: "held", failed: "FAILED", skipped: "-" }[endOf(finding)];
  return `${verdict.padEnd(7)} ${name.padEnd(44)} ${expected.padEnd(44)} ${actual.slice(0, 400)}`;
}

function parseTarget(args: string[]): Target {
  const options = {
    "sign-in": { type: "string" },
    other: { type: "string" },
    "without-sqlmap": { type: "boolean", default: false },
    "i-own-it": { type: "boolean", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [address = "", ...more] = positionals;
    if (more.length === 0 && /^https?:$/.test(URL.parse(address)?.protocol ?? "")) {
      const { origin, hostname } = new URL(address);
      if (!/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname) && !values["i-own-it"]) {
        throw new Complaint(
          `${hostname} is not this machine: attack only what is yours, and say so with --i-own-it.`,
        );
      }
      return targetAt(origin, {
        account: accountOf(values["sign-in"] ?? process.env.ATTACK_SIGN_IN),
        other: accountOf(values.other ?? process.env.ATTACK_OTHER),
        hasSqlmap: !values["without-sqlmap"],
      });
    }
  } catch (error) {
    if (error instanceof Complaint) throw error;
  }
  throw new Complaint(usage);
}

/** "email:password"; a password may hold colons, an address may not. */
function accountOf(text: string | undefined): Account | undefined {
  if (!text) return undefined;
  const [, email, password] = /^([^:]+@[^:]+):(.+)$/s.exec(text) ?? [];
  if (email === undefined || password === undefined) throw new Complaint(usage);
  return { email, password };
}
