import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pkcs11Settings } from "./settings.ts";

const module = [
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
  "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
  "/opt/homebrew/lib/softhsm/libsofthsm2.so",
].find((path) => existsSync(path));

const compiler = spawnSync(process.env.CXX || "c++", ["--version"]).status === 0;

/** Why the tests of a real token cannot run here, or undefined. Where a pipeline installs what they need, they must run. */
export const withoutToken =
  process.env.CI === "true" && process.getuid?.() === 0
    ? undefined
    : !module
      ? "skipped: SoftHSM is not installed (Debian: softhsm2)"
      : !compiler
        ? "skipped: there is no C++ compiler (Debian: g++)"
        : undefined;

/** A SoftHSM token of the test's own, with keys that were generated in it, and ways to look at it from outside. */
export interface TestToken {
  readonly settings: Pkcs11Settings;
  readonly folder: string;
  /** Runs a command of the project with the token's settings; `more` goes before. */
  command(args: readonly string[], more?: Readonly<Record<string, string>>): string;
  /** Runs `program`, which knows `p` (the binding), `m` (the module) and `s` (a session that is logged in), in a process of its own. */
  inside(program: string): string;
}

const pin = "4711-token";

/** Makes a token in a temporary folder. From here on this process and what it starts find SoftHSM's tokens there. */
export function newToken(): TestToken {
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-token-"));
  mkdirSync(join(folder, "tokens"));
  const configuration = join(folder, "softhsm2.conf");
  writeFileSync(
    configuration,
    `directories.tokendir = ${join(folder, "tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env.SOFTHSM2_CONF = configuration;
  const settings: Pkcs11Settings = {
    kind: "pkcs11",
    module: module ?? "",
    token: "clinic",
    key: "root",
    signingKey: "signing",
    pin: { value: pin },
  };
  execFileSync(
    "softhsm2-util",
    ["--init-token", "--free", "--label", settings.token, "--pin", pin, "--so-pin", "so-4711"],
    { stdio: "ignore" },
  );

  const environment = {
    ...process.env,
    KEY_PROVIDER: "pkcs11",
    PKCS11_MODULE: settings.module,
    PKCS11_TOKEN: settings.token,
    PKCS11_KEY: settings.key,
    PKCS11_SIGNING_KEY: "signing",
    PKCS11_PIN: pin,
  };
  const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      env: { ...environment, ...more },
    });
    return `${stdout}${stderr}`.trim();
  };
  return {
    settings,
    folder,
    command: (args, more) => run(["--conditions=react-server", ...args], more),
    inside: (program) =>
      run([
        "--input-type=commonjs",
        "-e",
        `const p = require("pkcs11js"); const m = new p.PKCS11(); m.load(process.env.PKCS11_MODULE); m.C_Initialize();
        const slot = m.C_GetSlotList(true).find((each) => m.C_GetTokenInfo(each).label.trim() === process.env.PKCS11_TOKEN);
        const s = m.C_OpenSession(slot, p.CKF_RW_SESSION | p.CKF_SERIAL_SESSION); m.C_Login(s, p.CKU_USER, process.env.PKCS11_PIN);
        const find = (kind, label) => { m.C_FindObjectsInit(s, [{ type: p.CKA_CLASS, value: kind }, { type: p.CKA_LABEL, value: label }]);
          const found = m.C_FindObjects(s, 1)[0]; m.C_FindObjectsFinal(s); return found; };
        ${program}`,
      ]),
  };
}
