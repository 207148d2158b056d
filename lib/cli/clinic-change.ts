import { Reason } from "#lib/clinics/input";
import { type LifecycleStep, stateBefore, takeStep } from "#lib/clinics/lifecycle";
import { type ClinicLine, listClinics } from "#lib/clinics/list";
import { findClinic } from "#lib/clinics/make";
import { ShredRefused, shredClinic } from "#lib/keys/shred";
import { Complaint } from "./complaint.ts";

/** What can be done to a clinic that is there. */
export type Change = "suspend" | "resume" | "offboard";

const steps: Readonly<Record<Change, LifecycleStep>> = {
  suspend: "clinic.suspended",
  resume: "clinic.resumed",
  offboard: "clinic.offboarded",
};

interface ChangeOptions {
  readonly clinic?: string;
  readonly reason?: string;
  readonly confirm?: string;
  readonly shred?: boolean;
  readonly operator?: string;
}

/** Suspends, resumes or offboards one clinic, with a reason that its administrators read. */
export async function changeClinic(change: Change, options: ChangeOptions): Promise<number> {
  const slug = options.clinic;
  if (!slug) throw new Complaint("--clinic is missing: name the clinic by its slug.");
  if (options.reason === undefined)
    throw new Complaint("--reason is missing: the clinic's administrators read it in their trail.");
  const reason = Reason.safeParse(options.reason);
  if (!reason.success) throw new Complaint(`--reason ${reason.error.issues[0]?.message}.`);
  const found = await findClinic(slug);
  if (!found) throw new Complaint(`There is no clinic with the slug "${slug}".`);

  const step = steps[change];
  if (change === "offboard") {
    const line = (await listClinics()).find((each) => each.slug === slug);
    if (line?.status === stateBefore(step) && options.confirm !== slug) {
      console.log(retentionNotice(line, options.confirm));
      return 1;
    }
  }
  const ended = await takeStep(found.id, step, reason.data);
  if (ended === undefined) {
    const line = (await listClinics()).find((each) => each.slug === slug);
    throw new Complaint(refusalOf(change, found.name, line?.status));
  }
  console.log(doneOf(change, found.name, ended));
  if (options.shred) await shred(found.id, slug, options.operator ?? "");
  return 0;
}

/** Destroys the keys of a clinic that was just offboarded, if its administrator has approved that. */
async function shred(tenantId: string, slug: string, operator: string): Promise<void> {
  try {
    const { text } = await shredClinic({ tenantId, slug, operator });
    console.log(
      `${text}\nIts keys are destroyed. "npm run keys -- shred --clinic ${slug}" prints the signed certificate.`,
    );
  } catch (error) {
    if (!(error instanceof ShredRefused)) throw error;
    throw new Complaint(
      `The clinic is offboarded, and its keys are as they were: ${error.message} "npm run keys" does the rest.`,
    );
  }
}

function refusalOf(change: Change, name: string, status = "gone"): string {
  if (change === "offboard" && status === "active")
    return `${name} is active: suspend it first, so that nobody works in it meanwhile.`;
  if (status === "offboarded") return `${name} was offboarded, and that is not undone.`;
  return `${name} is ${status} already.`;
}

function doneOf(change: Change, name: string, ended: number): string {
  const sessions = `${ended} ${ended === 1 ? "session was" : "sessions were"} ended`;
  if (change === "suspend") return `${name} is suspended: ${sessions}, and nobody can enter it.`;
  if (change === "resume") return `${name} is active again: its members can sign in.`;
  return `${name} is offboarded: nobody can enter it again, and its records are kept.`;
}

function retentionNotice({ name, slug, patients, events }: ClinicLine, typed?: string): string {
  return `${typed === undefined ? "" : `"${typed}" is not the slug of this clinic.\n`}Offboarding ${name} is not undone. Nobody will enter it again; ${patients} patients and ${events} audit events stay where they are.
  Kept: HIPAA asks for six years of the documentation that the audit trail is (45 CFR 164.316(b)(2)); states ask
  for medical records longer than that. Hand the records over to the clinic before anything is destroyed.
  Not destroyed: sealed records can be opened for as long as the clinic's keys exist. With --shred they are destroyed
  at once, if an administrator of the clinic has approved it ("npm run keys -- ask-shredding", while it is active).
Nothing was changed. To go on, type the slug again: --confirm ${slug}`;
}
