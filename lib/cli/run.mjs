// The way into every command: plain JavaScript that any Node from 18 on can read. It brings the
// packages and with them Node 24, then hands over to the TypeScript command under that Node.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statfsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
const node = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
const [name, ...args] = process.argv.slice(2);

const programs = [`lib/cli/${name}.ts`, `e2e/${name}.ts`].filter((file) =>
  existsSync(join(root, file)),
);
const program = programs[0];
if (!name || !/^[a-z0-9-]+$/.test(name) || !program) {
  stop(`There is no command "${name ?? ""}": package.json lists the commands under "scripts".`, 2);
}

installPackages();
assertNode();
handOver();

function installPackages() {
  if (existsSync(node) && isInstalled()) return;
  assertRoom();
  console.error("Installing packages (npm ci) ...");
  // Some environments set NODE_ENV=production for everything; the commands need the development packages too.
  const flags = [
    "ci",
    "--include=dev",
    "--include=optional",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ];
  const result = spawnSync("npm", flags, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (result.error) stop("npm was not found: install Node.js 20 or later, which brings it.");
  if (result.status !== 0) stop("The packages could not be installed: see what npm says above.");
}

// What npm recorded of its last install must be what the lock file asks for, save optional packages of other platforms.
function isInstalled() {
  try {
    const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8")).packages;
    const installed = read("node_modules/.package-lock.json");
    return Object.entries(read("package-lock.json")).every(([place, wanted]) => {
      const found = installed[place];
      return place === "" || (found ? found.version === wanted.version : wanted.optional === true);
    });
  } catch {
    return false;
  }
}

function assertRoom() {
  try {
    mkdirSync(join(root, "node_modules"), { recursive: true });
    accessSync(join(root, "node_modules"), constants.W_OK);
  } catch {
    stop(
      `There is no permission to write to ${root}: give yourself the folder, or clone to one of your own.`,
    );
  }
  const disk = typeof statfsSync === "function" ? statfsSync(root) : undefined;
  const freeMegabytes = disk ? (disk.bavail * disk.bsize) / 2 ** 20 : Number.POSITIVE_INFINITY;
  if (freeMegabytes < 2048) {
    stop(
      `The disk of ${root} has ${Math.floor(freeMegabytes)} MB left; the packages, a build and a database need 2048.`,
    );
  }
}

function assertNode() {
  const found = spawnSync(node, ["--version"], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const major = /^v(\d+)\./.exec(found.stdout ?? "")?.[1];
  if (major === "24") return;
  stop(
    `Node 24 should have come with the packages, but ${major ? `Node ${major} is there` : "none is there"}: remove node_modules and run this again without --omit=optional.`,
  );
}

function handOver() {
  const bin = dirname(node);
  const child = spawn(node, ["--conditions=react-server", join(root, program), ...args], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      PATH: `${bin}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`,
      NEXT_TELEMETRY_DISABLED: "1",
    },
  });
  // Ctrl-C reaches the whole group, a plain kill only this process: either way the command ends first.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  // The shell that npm puts between dies of a signal without handing it on.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 500).unref();
  child.on("error", () => stop("Node 24 could not be started."));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

function stop(sentence, code = 1) {
  console.error(sentence);
  process.exit(code);
}
