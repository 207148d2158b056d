import "server-only";
import { Malformed } from "#lib/error-response";

const largest = 64 * 1024;

/**
 * The whole text of a body of one media type. Anything longer than `most`, shorter than it said it
 * was, of another type or not UTF-8 is refused before it is looked at.
 */
export async function readText(
  request: Request,
  mediaType: string,
  most = largest,
): Promise<string> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== mediaType) throw new Malformed(415, "UNSUPPORTED_TYPE");
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > most) throw new Malformed(413, "TOO_LARGE");

  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw new Malformed(413, "TOO_LARGE");
    chunks.push(chunk);
  }
  if (declared !== null && Number(declared) !== size) throw new Malformed(400, "MALFORMED");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Malformed(400, "MALFORMED");
  }
}

/** The value of a JSON body. */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request, "application/json");
  try {
    return JSON.parse(text);
  } catch {
    throw new Malformed(400, "MALFORMED");
  }
}

/** The fields of a plain form. */
export async function readForm(request: Request, most = largest): Promise<URLSearchParams> {
  return new URLSearchParams(await readText(request, "application/x-www-form-urlencoded", most));
}
