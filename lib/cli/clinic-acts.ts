import { parseArgs } from "node:util";
import { listClinics } from "#lib/clinics/list";
import { type Change, changeClinic } from "./clinic-change.ts";
import { createClinic } from "./clinic-create.ts";
import { inviteAgain } from "./clinic-invite.ts";
import { printClinics } from "./clinic-table.ts";
import { Complaint } from "./complaint.ts";

const usages = {
  create:
    'create --slug <slug> --name "<name>" --specialty hormone|metabolic|peptide --zone <Area/City> --admin-name "<name>" --admin-email <address> [--reason "<why>"]',
  invite: "invite --clinic <slug>",
  suspend: 'suspend --clinic <slug> --reason "<why>"',
  resume: 'resume --clinic <slug> --reason "<why>"',
  offboard:
    'offboard --clinic <slug> --reason "<why>" [--confirm <slug>] [--shred --operator "<your name>" [--to <file>]]',
  list: "list [--json]",
} as const;
type Act = keyof typeof usages;

type Options = ReturnType<typeof parseOptions>;

const changing = (change: Change) => (options: Options) => changeClinic(change, options);

const acts: Readonly<Record<Act, (options: Options) => Promise<number>>> = {
  create: createClinic,
  invite: inviteAgain,
  suspend: changing("suspend"),
  resume: changing("resume"),
  offboard: changing("offboard"),
  async list({ json }) {
    const lines = await listClinics();
    console.log(json ? JSON.stringify(lines, undefined, 2) : printClinics(lines));
    return 0;
  },
};

/** What `npm run clinic` was asked for, checked; doing it needs the operator's login. Returns the exit code. */
export function clinicAct(args: readonly string[]): () => Promise<number> {
  const [act, ...rest] = args;
  if (act === undefined || !Object.hasOwn(usages, act)) throw new Complaint(usageOf());
  const options = parseOptions(act as Act, rest);
  return () => acts[act as Act](options);
}

/** Takes the options that this act has, and no other. */
function parseOptions(act: Act, args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        clinic: { type: "string" },
        slug: { type: "string" },
        name: { type: "string" },
        specialty: { type: "string" },
        zone: { type: "string" },
        "admin-name": { type: "string" },
        "admin-email": { type: "string" },
        reason: { type: "string" },
        confirm: { type: "string" },
        shred: { type: "boolean" },
        operator: { type: "string" },
        to: { type: "string" },
        json: { type: "boolean" },
      },
    });
    const unknown = Object.keys(values).filter((name) => !usages[act].includes(`--${name}`));
    if (unknown.length === 0) return values;
  } catch {
    // Answered below.
  }
  throw new Complaint(usageOf(act));
}

function usageOf(act?: Act): string {
  const known = act ? [usages[act]] : Object.values(usages);
  return known
    .map((usage, at) => `${at === 0 ? "Usage:" : "      "} npm run clinic -- ${usage}`)
    .join("\n");
}
