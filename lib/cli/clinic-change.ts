import { Reason } from "#lib/clinics/input";
import { type LifecycleStep, stateBefore, takeStep } from "#lib/clinics/lifecycle";
import { type ClinicLine, clinicLine } from "#lib/clinics/list";
import { findClinic } from "#lib/clinics/make";
import { type ShredOrder, ShredRefused, shredClinic, whyNotShred } from "#lib/keys/shred";
import { Complaint } from "./complaint.ts";
import { askForPlace, certificateFile, writeCertificate } from "./shred-files.ts";

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
  readonly to?: string;
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
  const order = options.shred ? shredOrder(found.id, slug, options) : undefined;
  if (change === "offboard") {
    const line = await clinicLine(slug);
    if (line?.status === stateBefore(step)) {
      if (options.confirm !== slug) {
        console.log(retentionNotice(line, options.confirm));
        return 1;
      }
      const obstacle = order && (await whyNotShred(order));
      if (obstacle)
        throw new Complaint(
          `${obstacle} ${found.name} was left suspended: once it is offboarded nobody of it can approve anything. Resume it for that, or offboard it without --shred.`,
        );
    }
    // A run that was cut off between the two: what is left of it is gone on with.
    if (line?.status === "offboarded" && order && options.confirm === slug) {
      await shred(order, options.to);
      return 0;
    }
  }
  const ended = await takeStep(found.id, step, reason.data);
  if (ended === undefined) {
    const line = await clinicLine(slug);
    throw new Complaint(refusalOf(change, found.name, line?.status));
  }
  console.log(doneOf(change, found.name, ended));
  if (order) await shred(order, options.to);
  return 0;
}

/** Who shreds which clinic, and where the certificate goes; what is missing is said before anything is done. */
function shredOrder(tenantId: string, slug: string, options: ChangeOptions): ShredOrder {
  const operator = options.operator?.trim() ?? "";
  if (operator.length < 2)
    throw new Complaint("--shred needs --operator: the certificate names who did it.");
  askForPlace(options.to ?? certificateFile(slug));
  return { tenantId, slug, operator };
}

/** Destroys the keys of an offboarded clinic, if its administrator has approved that, and writes the certificate. */
async function shred(order: ShredOrder, to = certificateFile(order.slug)): Promise<void> {
  try {
    const certificate = await shredClinic(order);
    const [json, pdf] = await writeCertificate(certificate, to);
    console.log(
      `${certificate.text}\nIts keys are destroyed. The signed certificate is in ${json}, and on paper in ${pdf}.`,
    );
  } catch (error) {
    if (!(error instanceof ShredRefused)) throw error;
    throw new Complaint(
      `The clinic is offboarded, and its keys are as they were: ${error.message}`,
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
  at once, if an administrator of the clinic has approved it in the last 30 days ("npm run keys -- ask-shredding",
  while it is active): afterwards nobody of the clinic can sign in to approve anything.
Nothing was changed. To go on, type the slug again: --confirm ${slug}`;
}
