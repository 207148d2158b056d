import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Complaint } from "./complaint.ts";

const require = createRequire(import.meta.url);

/**
 * Compiles the PKCS#11 binding from its sources and the headers that came with Node, both packages of
 * npm: nothing is downloaded. Does nothing if it is there already.
 */
export function buildPkcs11Binding(): void {
  const folder = packageFolder("pkcs11js");
  const built = join(folder, "build", "Release", "pkcs11.node");
  if (existsSync(built)) return;
  const headers = join(dirname(dirname(process.execPath)), "include", "node");
  if (!existsSync(join(headers, "node_api.h")))
    throw new Complaint(
      `The headers of Node are not in ${headers}: start it with the Node of node_modules.`,
    );

  mkdirSync(dirname(built), { recursive: true });
  const draft = `${built}.${process.pid}`;
  const { error, status, stderr } = spawnSync(
    process.env.CXX || "c++",
    [
      "-std=c++17",
      "-O2",
      "-w",
      "-fPIC",
      "-shared",
      ...(process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : []),
      "-DNAPI_DISABLE_CPP_EXCEPTIONS",
      "-DNODE_GYP_MODULE_NAME=pkcs11",
      `-I${join(folder, "includes")}`,
      `-I${headers}`,
      ...["dl.cpp", "common.cpp", "main.cpp"].map((file) => join(folder, "src", file)),
      "-o",
      draft,
    ],
    { encoding: "utf8" },
  );
  if (error)
    throw new Complaint(
      "There is no C++ compiler: install g++ (Debian: apt-get install g++), or set CXX.",
    );
  if (status !== 0) throw new Complaint(`The PKCS#11 binding does not compile:\n${stderr.trim()}`);
  // Whole or not at all, also when two build it at once.
  renameSync(draft, built);
}

function packageFolder(name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    throw new Complaint(
      `The package ${name} is not installed: run npm ci without --omit=optional.`,
    );
  }
}
