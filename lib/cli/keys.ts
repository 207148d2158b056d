import { parseArgs } from "node:util";
import { closePool } from "#db/client";
import { listKeys, orderRotation } from "#lib/keys/operate";
import { type Rewrapped, rewrapAccounts, rewrapClinic } from "#lib/keys/rewrap";
import { continueRotation } from "#lib/keys/rotation";
import { requestShredding, ShredRefused, shredClinic } from "#lib/keys/shred";
import { keyProvider } from "#lib/kms/configured";
import { clinicsNamed, type NamedClinic } from "./clinics-named.ts";
import { Complaint, command } from "./complaint.ts";
import { asOperator } from "./operator.ts";
import { askForPlace, certificateFile, writeCertificate } from "./shred-files.ts";

const usage = `Usage: npm run keys -- status | rotate | rewrap [--clinic <slug>] [--force]
  status   every version of the clinics' keys, and the rows under each when they were last counted
  rotate   a new field key; records are sealed anew while everybody works on
  rewrap   all keys, and the secrets of accounts, under the provider that wraps now
           --force: also those that it wrapped itself, as after its own root key was changed
   or: npm run keys -- ask-shredding | shred --clinic <slug> --operator "<your name>" [--to <file>]
  ask-shredding  asks the clinic's administrators to approve that its records become unreadable
  shred          does it once they have approved and the clinic is offboarded; asks for the slug once more
                 with --confirm <slug>, and writes the signed certificate, as JSON and as PDF;
                 once more, it writes the certificate of then`;

const verbs = ["status", "rotate", "rewrap", "ask-shredding", "shred"] as const;

await command(async (args) => {
  const options = parseOptions(args);
  const { verb, slug, isForced } = options;
  const release = await asOperator();
  try {
    const clinics = await clinicsNamed(slug);
    if (verb === "ask-shredding" || verb === "shred") return await endRecords(options, clinics);
    if (verb === "status") return await status(clinics);
    if (verb === "rotate") return await rotate(clinics);
    return await rewrap(clinics, isForced, slug === undefined);
  } finally {
    await closePool();
    await release();
  }
});

interface Options {
  readonly verb: (typeof verbs)[number];
  readonly slug: string | undefined;
  readonly isForced: boolean;
  readonly operator: string | undefined;
  readonly confirm: string | undefined;
  readonly to: string | undefined;
}

function parseOptions(args: string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        clinic: { type: "string" },
        force: { type: "boolean", default: false },
        operator: { type: "string" },
        confirm: { type: "string" },
        to: { type: "string" },
      },
    });
    const [name, ...more] = positionals;
    const verb = verbs.find((each) => each === name);
    const { clinic: slug, force: isForced, operator, confirm, to } = values;
    const isEnd = verb === "ask-shredding" || verb === "shred";
    const isWhole = isEnd ? slug !== undefined && operator !== undefined : operator === undefined;
    const fits =
      (!isForced || verb === "rewrap") &&
      ((confirm === undefined && to === undefined) || verb === "shred");
    if (verb && more.length === 0 && isWhole && fits)
      return { verb, slug, isForced, operator, confirm, to };
  } catch {
    // Answered below.
  }
  throw new Complaint(usage);
}

/** The end of a clinic's records: asked for, or carried out. What stands in the way is a sentence. */
async function endRecords(
  { verb, operator = "", confirm, to }: Options,
  [clinic]: readonly NamedClinic[],
): Promise<number> {
  if (!clinic) throw new Complaint(usage);
  const { id: tenantId, slug } = clinic;
  try {
    if (verb === "ask-shredding") {
      await requestShredding({ tenantId, slug, operator });
      console.log(
        `${slug}: asked. An administrator of the clinic approves it on its page of keys.`,
      );
      return 0;
    }
    if (confirm === undefined)
      throw new Complaint(
        `This makes every record of ${slug} unreadable for good. To do it, add --confirm ${slug}`,
      );
    const file = to ?? certificateFile(slug);
    askForPlace(file);
    const done = await shredClinic({ tenantId, slug: confirm, operator });
    const [json, pdf] = await writeCertificate(done, file);
    console.log(done.text);
    console.log(
      `The keys of ${slug} are destroyed. The signed certificate is in ${json}, and on paper in ${pdf}.`,
    );
    return 0;
  } catch (error) {
    if (error instanceof ShredRefused) throw new Complaint(error.message);
    throw error;
  }
}

async function status(clinics: readonly NamedClinic[]): Promise<number> {
  console.log(`wraps now: ${(await keyProvider()).name}`);
  for (const { id, slug } of clinics) {
    const { lines, isRotating } = await listKeys(id);
    console.log(`${slug}${isRotating ? "  (a rotation is under way)" : ""}`);
    for (const { purpose, version, state, provider, rows } of lines) {
      const held = purpose === "field" ? `${rows.toLocaleString("en-US")} rows` : "";
      console.log(
        `  ${purpose.padEnd(5)} ${String(version).padStart(3)}  ${state.padEnd(9)}  ${provider}  ${held}`,
      );
    }
  }
  return 0;
}

async function rotate(clinics: readonly NamedClinic[]): Promise<number> {
  for (const { id, slug } of clinics) {
    const { lines } = await listKeys(id);
    // One that was shredded keeps nothing from the others.
    if (lines.every(({ state }) => state === "destroyed")) {
      console.log(`${slug}: its keys are destroyed, and it gets no new one`);
      continue;
    }
    const isNew = await orderRotation(id);
    const standing = await continueRotation(id);
    const begun = isNew ? "a new key seals" : "a rotation was under way";
    const then =
      standing === "waiting"
        ? "every record is under it; the background work looks once more when no process can have the old one alone in memory"
        : standing;
    console.log(`${slug}: ${begun}; ${then}`);
  }
  return 0;
}

async function rewrap(
  clinics: readonly NamedClinic[],
  isForced: boolean,
  withAccounts: boolean,
): Promise<number> {
  const { name } = await keyProvider();
  let refused = 0;
  const say = (whose: string, done: Rewrapped) => {
    refused += done.refused;
    const lost = done.refused > 0 ? `, ${done.refused} DO NOT OPEN and were left` : "";
    console.log(
      `${whose}: ${done.anew} wrapped anew by ${name}, ${done.asWas} as they were${lost}`,
    );
  };
  for (const { id, slug } of clinics) say(slug, await rewrapClinic(id, isForced));
  if (withAccounts) say("accounts", await rewrapAccounts(isForced));
  return refused > 0 ? 1 : 0;
}
