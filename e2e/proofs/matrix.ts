import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closePool, configurePool } from "#db/client";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { ensureBuild } from "#lib/cli/build-state";
import { freePort } from "#lib/cli/port";
import { startServer } from "#lib/cli/server";
import type { Cell } from "./matrix/cells.ts";
import type { Outcome } from "./matrix/run.ts";

/**
 * Every page, route and action that the build lists, tried by everybody: each role, nobody, and sessions
 * that are half open, locked, ended or run out, with ids of their own, mixed up, of another clinic, of
 * nobody and of no form. Each cell is judged by its answer, by a digest of every table, and by the trail.
 */
export const claim: Claim = {
  title: "Every door opens to whom the policy names, and to nobody else",
  run,
};

async function run({ appUrl, full, log }: ProofContext): Promise<Verdict> {
  await ensureBuild();
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  process.env.E2E_ORIGIN = origin;
  const { serverEnvironment } = await import("#e2e/intrusions/front");
  const environment = serverEnvironment({ APP_ORIGIN: origin });
  configurePool(appUrl, { max: 2 });
  const server = await startServer({ host: "127.0.0.1", port, environment, output: "quiet" });
  try {
    const { allCells, tryCells } = await import("./matrix/run.ts");
    const every = await allCells();
    const cells = full ? every : every.filter(isInShortRun);
    const outcomes = await tryCells(cells);
    const wrong = outcomes.filter(({ faults }) => faults.length > 0);
    for (const { cell, faults } of wrong.slice(0, 60)) log(`${nameOf(cell)}: ${faults.join("; ")}`);
    const file = join(tmpdir(), "chartkeep-matrix.md");
    writeFileSync(file, tableOf(outcomes), { mode: 0o600 });
    log(`the matrix, cell by cell: ${file}`);
    return {
      held: wrong.length === 0 && outcomes.length > 500,
      figures: {
        doors: new Set(cells.map(({ door }) => door)).size,
        visitors: new Set(cells.map(({ visitor }) => visitor.name)).size,
        cells: outcomes.length,
        "of all": every.length,
        blank: outcomes.filter(({ cell }) => cell.expected.length === 0).length,
        mismatches: wrong.length,
      },
    };
  } finally {
    await closePool();
    await server.stop();
  }
}

/**
 * The short run leaves out what repeats another cell: an action at a strange address by somebody whose
 * session reaches nothing, and by a role with ids that are not their own.
 */
const isInShortRun = ({ door, at, ids, visitor }: Cell): boolean =>
  !door.startsWith("action") ||
  !["/sign-in", "/nope"].includes(at) ||
  door === "action signInAction" ||
  (visitor.standing === "open" ? ids === "foreign" : visitor.name === "anonymous");

const nameOf = ({ door, at, ids, visitor }: Cell) =>
  `${door} at ${at}, ${visitor.name}, ${ids} ids`;

const tableOf = (outcomes: readonly Outcome[]) =>
  [
    "| door | at | visitor | ids | expected | answer | tables changed | events | denied | faults |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...outcomes.map(({ cell, answer, changed, done, denied, faults }) =>
      [
        "",
        cell.door,
        cell.at,
        cell.visitor.name,
        cell.ids,
        cell.expected.join(" or "),
        answer,
        changed.join(" "),
        done,
        denied,
        faults.join("; "),
        "",
      ]
        .join(" | ")
        .trim(),
    ),
    "",
  ].join("\n");
