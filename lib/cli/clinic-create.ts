import type { Place } from "#lib/auth/directory";
import { ClinicInput, Reason } from "#lib/clinics/input";
import { findClinic } from "#lib/clinics/make";
import { openClinic } from "#lib/clinics/open";
import { env } from "#lib/env";
import { RateLimited, Unavailable } from "#lib/errors";
import { sendInvitation } from "#lib/links/invitations";
import { Complaint } from "./complaint.ts";

/** What of a clinic's input each option is, for sentences about it. */
const optionOf: Readonly<Record<string, string>> = {
  slug: "--slug",
  name: "--name",
  specialty: "--specialty",
  timeZone: "--zone",
  "administrator.displayName": "--admin-name",
  "administrator.email": "--admin-email",
};

/** Makes a clinic and invites its first administrator, as `npm run clinic -- create` was told. */
export async function createClinic(options: Readonly<Record<string, unknown>>): Promise<number> {
  const parsed = ClinicInput.safeParse({
    slug: options.slug,
    name: options.name,
    specialty: options.specialty,
    timeZone: options.zone,
    administrator: { displayName: options["admin-name"], email: options["admin-email"] },
  });
  if (!parsed.success) throw new Complaint(complaintOf(parsed.error.issues, options));
  const reason = Reason.safeParse(options.reason ?? "A new clinic joins");
  if (!reason.success) throw new Complaint(`--reason ${reason.error.issues[0]?.message}.`);
  // Before anything is made: whoever could not be invited would leave a clinic that nobody can enter.
  env();
  const { slug, name, administrator } = parsed.data;
  if (await findClinic(slug))
    throw new Complaint(`There is a clinic with the slug "${slug}" already.`);

  const place = await openClinic(parsed.data, reason.data).catch((error: unknown) => {
    throw isTaken(error)
      ? new Complaint(`There is a clinic with the slug "${slug}" already.`)
      : error;
  });
  console.log(`${name} (${slug}) was made.`);
  await mailInvitation(place, administrator.email, slug);
  return 0;
}

/** Mails the invitation of a clinic's administrator, and says how that went. */
export async function mailInvitation(place: Place, email: string, slug: string): Promise<void> {
  try {
    await sendInvitation(place);
  } catch (error) {
    if (error instanceof RateLimited)
      throw new Complaint(`${email} got five mails within the hour: try again in an hour.`);
    if (!(error instanceof Unavailable)) throw error;
    throw new Complaint(
      `The invitation to ${email} could not be mailed: put the mail server right, then run "npm run clinic -- invite --clinic ${slug}".`,
    );
  }
  console.log(`${email} was sent an invitation, good for 72 hours.`);
}

function complaintOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  options: Readonly<Record<string, unknown>>,
): string {
  const said = new Map<string, string>();
  for (const { path, message } of issues) {
    const option = optionOf[path.join(".")] ?? path.join(".");
    const isMissing = options[option.slice(2)] === undefined;
    if (!said.has(option)) said.set(option, isMissing ? "is missing" : message.replace(/\.$/, ""));
  }
  return `${[...said].map(([option, message]) => `${option} ${message}`).join("; ")}.`;
}

/** Somebody made a clinic of that slug a moment ago. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && (("code" in error && error.code === "23505") || isTaken(error.cause));
