import "server-only";
import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MemberScope } from "#lib/scope";
import type { VerifierFileView } from "./view.ts";

/** The program that verifies a bundle without us, as its one file, and its digest to compare with another copy's. */
export async function getVerifier(scope: MemberScope): Promise<VerifierFileView> {
  scope.require("audit:verify");
  const text = await readFile(join(process.cwd(), "lib", "cli", "verify-bundle.mjs"), "utf8");
  return { name: "verify-bundle.mjs", text, digest: hash("sha256", text, "hex") };
}
