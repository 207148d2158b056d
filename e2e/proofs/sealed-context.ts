import { randomUUID } from "node:crypto";
import postgres from "postgres";
import type { Context } from "#db/context";
import { allowed } from "#db/isolation/reach";
import { Rows } from "#db/isolation/rows";
import { liveTables } from "#db/isolation/tables";
import { memberRoles } from "#db/roles";
import type { Claim } from "#e2e/claim";
import { present } from "./sealed-context/forgeries.ts";
import { changes, drifts, type Ground, uses } from "./sealed-context/hops.ts";
import { infer } from "./sealed-context/inference.ts";
import { Intruder, nextExpiry, seal } from "./sealed-context/intruder.ts";
import { pry } from "./sealed-context/pry.ts";
import { impersonate, outlast } from "./sealed-context/sessions.ts";

const roles = [...memberRoles, "chartkeep_directory"];

/** Whoever runs any SQL as the application's login, inside a transaction that the server began, stays in its clinic, member and role. */
export const claim: Claim = {
  title:
    "SQL of one's own, as the server's login in any role, reaches no other clinic and no other role",

  async run({ full, adminUrl, appUrl, log }) {
    const secret = process.env.CONTEXT_KEY ?? "";
    const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
    const intruder = await Intruder.arrive(appUrl);
    const bystander = await Intruder.arrive(appUrl);
    const findings: string[] = [];
    const figures: Record<string, number> = {};
    const count = (name: string, more: number) => {
      figures[name] = (figures[name] ?? 0) + more;
    };
    try {
      const tables = await liveTables((text) => admin.unsafe(text));
      const rows = new Rows(tables);
      const [ownTenant, foreignTenant] = [randomUUID(), randomUUID()];
      await admin.begin((tx) => rows.write((text) => tx.unsafe(text), [ownTenant, foreignTenant]));
      const before = await digest(
        admin,
        tables.map(({ name }) => name),
      );
      const foreign = { tenantId: foreignTenant, actorId: randomUUID(), role: "tenant_admin" };

      for (const role of roles) {
        const own: Context =
          role === "chartkeep_directory"
            ? { tenantId: "", actorId: "", role }
            : { tenantId: ownTenant, actorId: randomUUID(), role };
        const ground: Ground = { own, foreign, roles, tables, rows };
        const fresh = () => seal(secret, own, intruder.pid, nextExpiry());

        await intruder.within(own, fresh(), async () => {
          const seen = await lookAround(intruder, ground);
          count("own rows read", seen);
          if (seen === 0) findings.push(`${role} reads nothing of its own, so nothing was shown`);
        });
        await intruder.within(own, fresh(), async () => {
          const tried = hopSeries(ground, full);
          const answers = await intruder.attemptAll(tried.map(({ statements }) => statements));
          count("changed contexts tried", answers.length);
          answers.forEach(({ state, n }, place) => {
            if (state !== "00000" || n === 0) return;
            findings.push(`${role} ${tried[place]?.aim}: ${n} rows`);
          });
        });
        for (const { findings: found, tried } of [
          await intruder.within(own, fresh(), () => pry(intruder, ground, secret)),
          await outlast(intruder, ground, secret),
          ...(role === "chartkeep_directory" ? [] : [await impersonate(intruder, ground, secret)]),
        ]) {
          findings.push(...found);
          count("tricks", tried);
        }
        if (full || role === "biller") {
          const told = await intruder.within(own, fresh(), () =>
            infer(intruder, ground, (work) => anew(appUrl, own, secret, work)),
          );
          findings.push(...told.findings);
          count("pairs compared", told.pairs);
          count("that differed once", told.passing);
        }
        log(`${role}: ${findings.length} findings`);
      }

      const own = { tenantId: ownTenant, actorId: randomUUID(), role: "biller" };
      const forged = await intruder.within(
        own,
        seal(secret, own, intruder.pid, nextExpiry()),
        async () => {
          await intruder.say("reset role");
          const readable = tables.flatMap(({ name }) =>
            roles
              .filter((role) => allowed(name, "read", role))
              .map((role) => ({ table: name, role })),
          );
          const know = { own, foreign, roles, secret, otherPid: bystander.pid };
          return present(intruder, know, readable, full ? 100_000 : 1_300);
        },
      );
      count("contexts forged", forged.tried);
      count("forged contexts taken", forged.taken);
      count("rows reached by them", forged.reached);
      if (forged.taken + forged.reached > 0) findings.push("a forged context was taken");
      const after = await digest(
        admin,
        tables.map(({ name }) => name),
      );
      if (before !== after) findings.push("something was written");
    } finally {
      await Promise.all([intruder.leave(), bystander.leave(), admin.end({ timeout: 5 })]);
    }
    for (const finding of findings.slice(0, 40)) log(finding);
    return {
      held: findings.length === 0,
      figures: { ...figures, "unexpected outcomes": findings.length },
    };
  },
};

/** Does `work` as somebody who has just arrived with these words sealed. */
async function anew<T>(
  url: string,
  own: Context,
  secret: string,
  work: (intruder: Intruder) => Promise<T>,
): Promise<T> {
  const intruder = await Intruder.arrive(url);
  try {
    const fresh = seal(secret, own, intruder.pid, nextExpiry());
    return await intruder.within(own, fresh, () => work(intruder));
  } finally {
    await intruder.leave();
  }
}

/** How many rows of its own the context gives; throws on one of the other clinic. */
async function lookAround(intruder: Intruder, { own, foreign, tables }: Ground): Promise<number> {
  let seen = 0;
  for (const { name, isWalled } of tables) {
    if (!allowed(name, "read", own.role)) continue;
    const [all] = await intruder.attemptAll([[`select count(*) from ${name}`]]);
    if (all?.state !== "00000") throw new Error(`${own.role} cannot read ${name}: ${all?.state}`);
    seen += all.n;
    if (!isWalled) continue;
    const [theirs] = await intruder.attemptAll([
      [`select count(*) from ${name} where tenant_id = '${foreign.tenantId}'`],
    ]);
    if (theirs?.n !== 0) throw new Error(`${own.role} reads another clinic's ${name}`);
  }
  return seen;
}

/** Every change of context with a read of every table; in the full length with every use, else with one in turn. */
function hopSeries(ground: Ground, full: boolean) {
  return ground.tables.flatMap((table, place) => [
    ...drifts(table, ground),
    ...changes(ground).flatMap(({ aim, statements }, turn) => {
      const [read = "", ...more] = uses(table, ground);
      const chosen = full ? more : [more[(place + turn) % more.length] ?? read];
      return [read, ...chosen].map((use) => ({
        aim: `${aim}: ${use.slice(0, 60)}`,
        statements: [...statements, use],
      }));
    }),
  ]);
}

async function digest(admin: postgres.Sql, tables: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    tables.map((table) =>
      admin.unsafe(`select md5(string_agg(t::text, ',' order by t::text)) as sum from ${table} t`),
    ),
  );
  return parts.map(([row]) => String(row?.sum)).join();
}
