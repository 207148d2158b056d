/** A mail to one person. Its subject is a constant of ours: nothing that anybody typed gets into a header. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends mail. It resolves when the mail was taken, and fails with `MailFailed` when that is not certain. */
export interface Mailer {
  readonly name: "smtp" | "outbox";
  send(mail: Mail): Promise<void>;
}

/** The mail was not taken. Neither address nor text are in the message; `code` says at which step it failed. */
export class MailFailed extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`the mail was not taken (${code})`);
    this.name = "MailFailed";
    this.code = code;
  }
}
