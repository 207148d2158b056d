/** A paragraph of a note, with the heading it stands under if it has one of its own. */
export interface Paragraph {
  readonly key: string;
  readonly heading: string | undefined;
  readonly text: string;
}

const headingLine = /^(?:#{1,4}\s+(.{1,80})|([A-Z][A-Za-z /&]{2,40}):|([A-Z][A-Z /&]{3,40}))\s*$/;

/** A note's plain text as paragraphs. Lines like "# Plan", "Assessment:" or "PLAN" are headings; nothing else is interpreted. */
export function paragraphsOf(text: string): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let heading: string | undefined;
  let lines: string[] = [];
  const close = () => {
    const body = lines.join("\n").trim();
    if (heading !== undefined || body !== "")
      paragraphs.push({ key: String(paragraphs.length), heading, text: body });
    heading = undefined;
    lines = [];
  };
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    const match = headingLine.exec(line.trim());
    if (match) {
      close();
      heading = match[1] ?? match[2] ?? match[3];
    } else if (line.trim() === "" && lines.length > 0) close();
    else lines.push(line);
  }
  close();
  return paragraphs;
}
