import type { Tone } from "#components/ui/chip";
import { Notice } from "#components/ui/notice";
import { clinicDateTime } from "#lib/dates";
import { shownCode } from "#lib/issued/code";
import { kindWords } from "#lib/issued/kinds";
import type { CheckedView, IssuedView } from "#lib/issued/view";

const words: Record<CheckedView["verdict"], readonly [Tone, string]> = {
  unaltered: ["ok", "Issued here, unaltered"],
  issued: ["info", "Issued here. Choose the file as well to learn whether it is unaltered"],
  altered: ["critical", "Altered: a document was issued under this code, with other contents"],
  unknown: ["critical", "Not issued here"],
};

const saying = ({ kind, rows, issuedAt, issuedBy, patient }: IssuedView, timeZone: string) =>
  [
    kindWords(kind),
    ...(patient ? [`of ${patient.name}`] : []),
    `with ${rows.toLocaleString("en-US")} ${rows === 1 ? "row" : "rows"},`,
    `issued on ${clinicDateTime(issuedAt, timeZone)} by ${issuedBy}.`,
  ].join(" ");

/** What came of checking a document. */
export function CheckedAnswer({
  checked: { verdict, document, isOtherCode },
  clinic,
  timeZone,
}: {
  readonly checked: CheckedView;
  readonly clinic: string;
  readonly timeZone: string;
}) {
  const [tone, title] = words[verdict];
  return (
    <Notice tone={tone} title={title}>
      {document === undefined ? (
        <p>
          {clinic} issued neither this code nor a file with exactly these contents. A file that was
          changed by a single letter is not the one that was issued: enter its code to tell the two
          apart.
        </p>
      ) : (
        <p>{saying(document, timeZone)}</p>
      )}
      {isOtherCode && document ? (
        <p>
          The code that was entered is not the one of this file, which is{" "}
          <span className="font-mono">{shownCode(document.code)}</span>.
        </p>
      ) : null}
    </Notice>
  );
}
