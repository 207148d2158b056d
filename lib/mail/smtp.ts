import "server-only";
import { createTransport } from "nodemailer";
import { MailAddress } from "./address.ts";
import { type Mail, type Mailer, MailFailed } from "./mailer.ts";

/** Where mail is handed over, and as whom. */
export interface SmtpSettings {
  /** smtps://user:password@host:465, or smtp://user:password@host:587 for STARTTLS. */
  readonly url: string;
  readonly from: string;
  /** Whether a server that does not offer TLS is refused. Always in production. */
  readonly isTlsRequired: boolean;
  /** Who may vouch for the server, in place of the authorities that Node.js knows. */
  readonly ca?: string;
  /** Milliseconds for each step; the whole takes twice as long at most. */
  readonly patience?: number;
}

function transportOf({ url, isTlsRequired, ca, patience = 10_000 }: SmtpSettings) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  return createTransport({
    host: hostname,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: isTlsRequired && !secure,
    ...(username !== "" && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    tls: { minVersion: "TLSv1.2", ...(ca !== undefined && { ca }) },
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    dnsTimeout: patience,
    // A mail of ours is text: nothing in it may make this process read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
}

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "UNKNOWN";

/**
 * Hands mail to an SMTP server, over a connection of its own for each. It waits a bounded time, and
 * what the server answered stays out of the error, since servers repeat addresses.
 */
export function smtpMailer(settings: SmtpSettings): Mailer {
  const { from, patience = 10_000 } = settings;
  return {
    name: "smtp",
    async send({ to, subject, text, html }: Mail) {
      const address = MailAddress.safeParse(to);
      if (!address.success || address.data !== to) throw new MailFailed("EADDRESS");
      const transport = transportOf(settings);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, fail) => {
        timer = setTimeout(() => fail(new MailFailed("ETIMEDOUT")), patience * 2);
      });
      try {
        const recipient = { name: "", address: to };
        await Promise.race([
          transport.sendMail({ from, to: recipient, subject, text, html }),
          late,
        ]);
      } catch (error) {
        throw error instanceof MailFailed ? error : new MailFailed(codeOf(error));
      } finally {
        clearTimeout(timer);
        transport.close();
      }
    },
  };
}
