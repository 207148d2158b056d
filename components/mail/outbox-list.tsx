import { EmptyState } from "#components/ui/empty-state";
import { clinicDateTime } from "#lib/dates";

/** One mail as the outbox shows it. */
export interface OutboxMail {
  readonly id: string;
  readonly at: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The mails of a demonstration, newest first. Links of our own can be followed; everything else is text. */
export function OutboxList({
  mails,
  origin,
}: {
  readonly mails: readonly OutboxMail[];
  readonly origin: string;
}) {
  return (
    <main className="min-h-dvh bg-sunken px-4 py-8">
      <div className="mx-auto max-w-160">
        <h1 className="font-semibold text-xl">Outbox</h1>
        <p className="mt-1 mb-6 text-ink-2">
          This demonstration sends no mail. What it would have sent is here, newest first.
        </p>
        {mails.length === 0 ? (
          <EmptyState title="No mail yet">
            Ask for a new password, or invite somebody, and the mail is here.
          </EmptyState>
        ) : (
          <ol className="flex flex-col gap-4">
            {mails.map((mail) => (
              <li key={mail.id} className="rounded-card border border-line bg-raised p-4">
                <h2 className="font-semibold text-base">{mail.subject}</h2>
                <p className="mb-3 break-all text-ink-3 text-xs">
                  To {mail.to}, {clinicDateTime(mail.at, "UTC")} UTC
                </p>
                <Letter text={mail.text} origin={origin} />
              </li>
            ))}
          </ol>
        )}
      </div>
    </main>
  );
}

function Letter({ text, origin }: { readonly text: string; readonly origin: string }) {
  return (
    <div className="flex flex-col gap-2">
      {text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) =>
          line.startsWith(`${origin}/`) ? (
            <p key={line} className="break-all">
              <a href={line.slice(origin.length)} className="text-accent underline">
                {line}
              </a>
            </p>
          ) : (
            <p key={line}>{line}</p>
          ),
        )}
    </div>
  );
}
