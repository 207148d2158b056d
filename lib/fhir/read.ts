import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import type { InputFile } from "./input-files.ts";
import { parseLossless } from "./json.ts";
import { type SourceKey, sourceKeys } from "./references.ts";
import { Identifier, Text } from "./types.ts";

/** A file that cannot be read to its end as what it claims to be. Nothing of it is imported. */
export class BrokenFile extends Error {
  override readonly name = "BrokenFile";
  readonly at: string;

  /** `at` is the line or entry, `reason` says what is wrong and quotes nothing. */
  constructor(at: string, reason: string) {
    super(reason);
    this.at = at;
  }
}

/** A resource and where it was found. */
export interface Located {
  /** The line of an NDJSON file, or the entry of a Bundle. */
  readonly at: string;
  readonly type: string;
  /** How the report names it: its type and id, and nothing that identifies anybody. */
  readonly label: string;
  readonly keys: readonly SourceKey[];
  readonly resource: unknown;
}

/** How much one file may ask of memory. */
export const limits = { lineLength: 32 * 1024 * 1024, bundleLength: 400 * 1024 * 1024 };

const Envelope = z.object({
  resourceType: z.string().max(64),
  id: Text,
  identifier: z.unknown().optional(),
});
const Bundle = z.object({
  resourceType: z.literal("Bundle"),
  type: z.string(),
  entry: z.array(z.object({ fullUrl: Text, resource: z.unknown().optional() })).optional(),
});
const bundleTypes = ["transaction", "collection", "batch", "searchset"];

/** Reads a file resource by resource; NDJSON is never in memory whole. Throws `BrokenFile`, at the place. */
export async function* readResources(file: InputFile): AsyncGenerator<Located> {
  if (file.format === "json") {
    yield* bundleResources(await wholeText(file));
    return;
  }
  let number = 0;
  for await (const line of lines(file)) {
    number += 1;
    if (line.trim() === "") continue;
    yield locate(`line ${number}`, undefined, parsed(line, `line ${number}`));
  }
}

function* bundleResources(text: string): Generator<Located> {
  const json = parsed(text, "the file");
  if (!(json instanceof Object) || !("resourceType" in json) || json.resourceType !== "Bundle") {
    yield locate("entry 1", undefined, json);
    return;
  }
  const bundle = Bundle.safeParse(json);
  if (!bundle.success) throw new BrokenFile("the file", "not a Bundle as FHIR R4 describes it");
  if (!bundleTypes.includes(bundle.data.type)) {
    throw new BrokenFile(
      "Bundle.type",
      `a Bundle of type ${word(bundle.data.type)} is not imported`,
    );
  }
  for (const [index, entry] of (bundle.data.entry ?? []).entries()) {
    if (entry.resource !== undefined)
      yield locate(`entry ${index + 1}`, entry.fullUrl, entry.resource);
  }
}

function locate(at: string, fullUrl: string | undefined, resource: unknown): Located {
  const envelope = Envelope.safeParse(resource);
  if (!envelope.success) return { at, type: "", label: "no resourceType", keys: [], resource };
  const { resourceType, id } = envelope.data;
  const type = word(resourceType);
  const identifier = z.array(Identifier).safeParse(envelope.data.identifier).data;
  const keys = sourceKeys({ resourceType: type, id, identifier }, fullUrl);
  const name = id ?? /^urn:uuid:([0-9a-f-]{36})$/.exec(fullUrl ?? "")?.[1];
  return { at, type, label: name ? `${type}/${word(name)}` : type, keys, resource };
}

// Only what can be a FHIR code or id is repeated in a report; anything else might be somebody's name.
function word(text: string): string {
  return /^[A-Za-z0-9.-]{1,64}$/.test(text) ? text : "?";
}

function parsed(text: string, at: string): unknown {
  try {
    return parseLossless(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new BrokenFile(at, error.message);
    throw error;
  }
}

async function wholeText(file: InputFile): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const part of text(file)) {
    length += part.length;
    if (length > limits.bundleLength) {
      throw new BrokenFile("the file", "too large for one Bundle: send it as NDJSON");
    }
    parts.push(part);
  }
  return parts.join("");
}

async function* lines(file: InputFile): AsyncGenerator<string> {
  let rest = "";
  let number = 1;
  for await (const part of text(file)) {
    const pieces = (rest + part).split("\n");
    rest = pieces.pop() ?? "";
    for (const piece of pieces) {
      yield piece;
      number += 1;
    }
    if (rest.length > limits.lineLength) {
      throw new BrokenFile(`line ${number}`, "the line is too long");
    }
  }
  if (rest !== "") yield rest;
}

/** The text of a file, decompressed. Bytes that are no UTF-8 and gzip that is cut off break it. */
async function* text(file: InputFile): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const raw = createReadStream(file.path, { highWaterMark: 256 * 1024 });
  const stream = file.isCompressed ? raw.pipe(createGunzip()) : raw;
  // An error of the raw stream does not travel through pipe.
  raw.on("error", (error) => stream.destroy(error));
  try {
    for await (const chunk of stream) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw asBroken(error);
  } finally {
    raw.destroy();
  }
}

function asBroken(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return new BrokenFile("the file", "not UTF-8");
  if (code.startsWith("Z_"))
    return new BrokenFile("the file", "the gzip stream is damaged or cut off");
  if (code === "EACCES" || code === "EIO") return new BrokenFile("the file", "cannot be read");
  return error;
}
