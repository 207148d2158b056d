import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Complaint } from "./complaint.ts";
import { projectRoot } from "./data-folder.ts";
import { runProgram } from "./step.ts";

const sources = [
  "{app,components,db,lib,public}/**/*",
  "{instrumentation,proxy,next.config}.ts",
  "{package,package-lock,tsconfig}.json",
];

/** Whether .next holds a build of the sources as they are now. */
export function isBuildCurrent(): boolean {
  return (
    existsSync(inBuild("BUILD_ID")) && readOr(inBuild("chartkeep-sources")) === hashOfSources()
  );
}

/** Whether .next holds any finished build. */
export const hasBuild = () => existsSync(inBuild("BUILD_ID"));

/** Builds the application unless that was done already for these sources. */
export async function ensureBuild(): Promise<void> {
  if (isBuildCurrent()) return;
  console.log("Building the application (about a minute, once) ...");
  const { code, output } = await build();
  if (code !== 0) throw new Complaint(`The application could not be built:\n${output.trimEnd()}`);
}

/** Builds the application, and records which sources it was made of. */
export async function build(echo = false): Promise<{ code: number; output: string }> {
  const before = hashOfSources();
  // A build belongs to no database and no installation.
  const env = { NODE_ENV: "production", DATABASE_URL: "", AUTH_SECRET: "", CONTEXT_KEY: "" };
  const result = await runProgram("next", ["build"], { env, echo });
  if (result.code === 0) writeFileSync(inBuild("chartkeep-sources"), before);
  return result;
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((pattern) => globSync(pattern, { cwd: projectRoot })).sort()) {
    if (/\.test\.tsx?$|\.md$|^lib\/cli\//.test(path) || !/\.\w+$/.test(path)) continue;
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectRoot, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

const inBuild = (file: string) => join(projectRoot, ".next", file);

function readOr(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
