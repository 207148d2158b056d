import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

// Tests run on the server's side: packages are resolved as in a React server, and as Node itself does:
// what a package has for bundlers ("module") is not always what Node can import.
const conditions = ["react-server", "node", "import", "default"];

const root = resolve(import.meta.dirname, "..");

// Tests share the modules of their worker: loading them anew for each file was a third of the time. What a
// test changes of its process it puts back (`vitest.each.ts`); one that changes more has modules of its own.
const changesItsProcess =
  /Object\.assign\(process\.env|\bvi\.(mock|doMock|useFakeTimers|resetModules|stubEnv)\b/;
const tests = globSync("{app,components,db,lib}/**/*.test.{ts,tsx}", { cwd: root });
const isAlone = (file: string) => changesItsProcess.test(readFileSync(resolve(root, file), "utf8"));

export default defineConfig({
  root,
  resolve: {
    conditions,
    mainFields: [],
    // The global setup runs in vitest's own process, which was started without these conditions.
    alias: { "server-only": resolve(root, "node_modules/server-only/empty.js") },
  },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    dir: root,
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          isolate: false,
          include: tests.filter((file) => !isAlone(file)),
          setupFiles: resolve(import.meta.dirname, "vitest.each.ts"),
        },
      },
      { extends: true, test: { name: "alone", include: tests.filter(isAlone) } },
    ],
    globalSetup: resolve(import.meta.dirname, "vitest.setup.ts"),
    execArgv: ["--conditions=react-server"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Left alone, vitest keeps one core for itself, which on two cores is half of the machine; and tests
    // that wait for the database leave room for a third.
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
});
