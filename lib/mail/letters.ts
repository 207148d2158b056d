import type { Mail } from "./mailer.ts";

type Letter = Omit<Mail, "to">;

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[\r\n]+/g, " ");

/** A letter of paragraphs with one link, as text and as plain HTML that says the same. */
function letter(subject: string, paragraphs: readonly string[], link?: string): Letter {
  const [first = "", ...rest] = paragraphs;
  const lines = link === undefined ? [first, ...rest] : [first, link, ...rest];
  const flat = (text: string) => text.replace(/[\r\n]+/g, " ");
  const html = lines.map((line) =>
    line === link
      ? `<p><a href="${escaped(line)}">${escaped(line)}</a></p>`
      : `<p>${escaped(line)}</p>`,
  );
  return {
    subject,
    text: `${lines.map(flat).join("\n\n")}\n`,
    html: `<!doctype html><html lang="en"><body>${html.join("")}</body></html>`,
  };
}

/** Asks whoever has forgotten their password to choose a new one. */
export const resetLetter = (link: string, minutes: number): Letter =>
  letter(
    "Choose a new Chartkeep password",
    [
      "Someone asked to reset the password of your Chartkeep account. To choose a new one, open this link:",
      `It works once, for ${minutes} minutes, and only the newest link works.`,
      "If you did not ask for this, do nothing: your password stays as it is.",
    ],
    link,
  );

/** Invites a person to work in a clinic. */
export const invitationLetter = (clinic: string, link: string, hours: number): Letter =>
  letter(
    "Your invitation to Chartkeep",
    [
      `${clinic} has invited you to work with them in Chartkeep. To accept, open this link:`,
      `It works once, for ${hours} hours, and only the newest link works.`,
      "If you do not know this clinic, do nothing, and nothing will happen.",
    ],
    link,
  );

/** Tells a person that their password is another one now. */
export const passwordChangedLetter = (): Letter =>
  letter("Your Chartkeep password was changed", [
    "The password of your Chartkeep account was changed, and every other session of yours was ended.",
    "If this was not you, tell the administrator of your clinic at once, and reset your password from the sign-in page.",
  ]);

/** Tells a person that something about how they sign in is different now. `news` is a sentence of ours. */
export const factorsLetter = (news: string): Letter =>
  letter("How you sign in to Chartkeep was changed", [
    news,
    "If this was not you, tell the administrator of your clinic at once, and reset your password from the sign-in page.",
  ]);

/** Tells a person that signing in once more has signed them out elsewhere. `browsers` are words of ours. */
export const displacedLetter = (browsers: string): Letter =>
  letter("You were signed out of Chartkeep in one place", [
    `You were signed in in five places, and then in one more. The oldest was signed out: ${browsers}.`,
    "If you did not sign in just now, tell the administrator of your clinic at once, and reset your password from the sign-in page.",
  ]);

/** Tells a clinic's administrator that the operator looks into its database. */
export const consoleLetter = (clinic: string, minutes: number): Letter =>
  letter("The operator opened the incident console for your clinic", [
    `The platform operator has opened the incident console for ${clinic}, for ${minutes} minutes at most.`,
    "It cannot change anything, and it cannot read what is sealed: no name, no note, no result. Who opened it, why, and every statement with the number of rows it found is in your audit trail.",
    "If you did not expect this, ask the operator, and show them this mail.",
  ]);

/** Tells a reviewer that somebody broke the glass of a restricted chart. Whose chart it was stands behind the sign-in alone. */
export const glassBrokenLetter = (clinic: string, member: string, link: string): Letter =>
  letter(
    "A restricted chart was opened in an emergency",
    [
      `${member} opened a restricted chart at ${clinic}. To see the reason and to review it, open this page:`,
      "Review it within 24 hours: after that the member can open no further restricted chart until you have.",
    ],
    link,
  );

/** Tells whoever may verify a clinic's audit trail that something is wrong with it. */
export const chainAlarmLetter = (clinic: string, kind: "damaged" | "behind"): Letter =>
  kind === "damaged"
    ? letter("The audit trail of your clinic needs attention", [
        `The audit trail of ${clinic} was verified and is not as it was recorded or signed.`,
        "Sign in to Chartkeep and open the audit trail: it says at which position, and what was done. Keep a copy of the bundle before anybody changes anything, and tell whoever operates the system.",
        "You will not be told again of this incident.",
      ])
    : letter("The audit trail of your clinic is not being signed", [
        `For more than an hour the audit trail of ${clinic} could not be verified and signed. Nothing is known to be wrong with it, but if something were, it would not be noticed in time.`,
        "Tell whoever operates the system: the background work, the key service or the place of the checkpoints may be away.",
        "You will not be told again of this incident.",
      ]);
