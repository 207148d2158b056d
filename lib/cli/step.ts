import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "./data-folder.ts";

/** How one step of a command ended: what it counted, how long it took, what it wrote. */
export interface StepResult {
  name: string;
  passed: number;
  failed: number;
  seconds: number;
  output: string;
}

/** One step of a command: a program of the project, or a function that counts for itself. */
export interface Step {
  name: string;
  run(): Promise<{ passed: number; failed: number; output: string }>;
}

/** A step that runs programs one after the other, passes if all of them do, and counts as one. */
export function programStep(name: string, ...programs: readonly (readonly string[])[]): Step {
  return {
    name,
    async run() {
      let output = "";
      for (const [program = "", ...args] of programs) {
        const result = await runProgram(program, args);
        output += result.output;
        if (result.code !== 0) return { passed: 0, failed: 1, output };
      }
      return { passed: 1, failed: 0, output };
    },
  };
}

/** Runs a program of node_modules/.bin (or the TypeScript file of a command) to its end, keeping what it writes. */
export function runProgram(
  program: string,
  args: readonly string[],
  { env, echo = false }: { env?: Record<string, string>; echo?: boolean } = {},
): Promise<{ code: number; output: string }> {
  const isScript = program.endsWith(".ts");
  const path = isScript ? process.execPath : join(projectRoot, "node_modules", ".bin", program);
  const all = isScript ? ["--conditions=react-server", join(projectRoot, program), ...args] : args;
  const child = spawn(path, all, {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "1", NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (echo) process.stdout.write(text);
    });
  }
  return new Promise((ended) => {
    child.on("error", (error) => ended({ code: 1, output: `${output}${error.message}\n` }));
    child.on("close", (code) => ended({ code: code ?? 1, output }));
  });
}

/** Runs steps, at most `width` at a time, and tells of each as it ends; a failed one shows what it wrote. */
export async function runSteps(steps: readonly Step[], width = 1): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const begin = performance.now();
      const counted = await step.run();
      const result = { name: step.name, seconds: (performance.now() - begin) / 1000, ...counted };
      results.push(result);
      if (result.failed > 0) console.log(`\n--- ${step.name}\n${result.output.trimEnd()}\n`);
      console.log(lineOf(result));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

function lineOf({ name, passed, failed, seconds }: StepResult): string {
  const verdict = failed > 0 ? `${failed} FAILED` : "passed";
  const count = passed + failed > 1 ? ` (${passed} of ${passed + failed})` : "";
  return `${name.padEnd(22)} ${seconds.toFixed(1).padStart(6)} s  ${verdict}${count}`;
}

/** The sums over all steps. */
export function totalOf(results: readonly StepResult[]): { passed: number; failed: number } {
  const sum = (key: "passed" | "failed") => results.reduce((total, step) => total + step[key], 0);
  return { passed: sum("passed"), failed: sum("failed") };
}
