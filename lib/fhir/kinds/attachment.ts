import { z } from "zod";
import { Rejected } from "../kind.ts";
import { Text } from "../types.ts";

/** A file inside a resource: base64, with its type. */
export const Attachment = z.object({
  contentType: Text,
  data: z.string().optional(),
  url: Text,
  title: Text,
});
type File = z.output<typeof Attachment>;

/** The bytes of an attachment. Rejects what is no base64 rather than keeping half of it. */
export function bytesOf(file: File, field: string): Buffer | undefined {
  if (file.data === undefined) return undefined;
  const packed = file.data.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 === 1) {
    throw new Rejected(field, "not base64");
  }
  return Buffer.from(packed, "base64");
}

/** Whether an attachment is text that a person can read as it is. */
export function isText(file: File): boolean {
  return (file.contentType ?? "text/plain").startsWith("text/");
}

/** The words of a text attachment, in its own character set, without markup. */
export function textOf(file: File, field: string): string | undefined {
  const bytes = bytesOf(file, field);
  if (!bytes || !isText(file)) return undefined;
  const charset = /charset=["']?([\w-]+)/i.exec(file.contentType ?? "")?.[1] ?? "utf-8";
  const text = decoderFor(charset).decode(bytes).replaceAll("\0", "");
  return (file.contentType ?? "").startsWith("text/html") ? withoutMarkup(text) : text.trim();
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

function withoutMarkup(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/<(?:br|\/p|\/div|\/li|\/h\d|\/tr)\b[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
