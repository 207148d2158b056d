import "server-only";
import { lookup } from "node:dns";
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { env } from "#lib/env";
import { ProviderFault } from "./provider-fault.ts";
import { type Allowance, addressFault, isReachable } from "./rules.ts";

const largest = 256 * 1024;

/** What this installation allows of addresses that a clinic's admin enters. */
export const allowance = (): Allowance => ({ loopback: env().OIDC_ALLOW_LOOPBACK === "yes" });

/** How careful and how patient asking is, and who resolves names. */
export interface Asking {
  readonly allowance: Allowance;
  readonly milliseconds: number;
  readonly resolve: typeof lookup;
}

/** Resolves a host name once and hands on only what was judged, so that a second answer of the name server changes nothing. */
const judged =
  ({ allowance: allowed, resolve }: Asking): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "");
      const [first] = found;
      if (!first || !found.every(({ address }) => isReachable(address, allowed)))
        return done(new ProviderFault("private"), "");
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };

async function readAtMost(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += (chunk as Buffer).byteLength;
    if (size > largest) throw new ProviderFault("too-large");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function faultOf(error: unknown, { aborted }: AbortSignal): ProviderFault {
  if (error instanceof ProviderFault) return error;
  if (aborted) return new ProviderFault("slow");
  const { code } = error as { code?: string };
  const isCertificate = /CERT|TLS|SSL|SELF_SIGNED|EPROTO/.test(code ?? "");
  return new ProviderFault(isCertificate ? "certificate" : "unreachable", { cause: error });
}

/** The one kind of body that a provider is sent: the fields of a form. */
function textOf(body: RequestInit["body"]): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError("a provider is sent forms only");
}

/** Asks a provider as `fetchFromProvider` does, as carefully as said. */
export async function askProvider(
  asking: Asking,
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const fault = addressFault(url.href, asking.allowance);
  if (fault) throw new ProviderFault(fault);
  const request = url.protocol === "https:" ? secureRequest : plainRequest;
  const headers = Object.fromEntries(new Headers(init.headers));
  const body = textOf(init.body);
  const signal = AbortSignal.timeout(asking.milliseconds);
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, {
        method: init.method ?? "GET",
        headers: { ...headers, ...(body && { "content-length": Buffer.byteLength(body) }) },
        lookup: judged(asking),
        signal,
        agent: false,
      })
        .once("response", resolve)
        .once("error", reject)
        .end(body);
    });
    const status = answer.statusCode ?? 0;
    if (status >= 300 && status < 400) {
      answer.destroy();
      throw new ProviderFault("redirect");
    }
    const bytes = await readAtMost(answer);
    const type = answer.headers["content-type"] ?? "application/octet-stream";
    const kept: Record<string, string> = { "content-type": type };
    const challenge = answer.headers["www-authenticate"];
    if (challenge !== undefined) kept["www-authenticate"] = challenge;
    return new Response(bytes.length === 0 ? null : new Uint8Array(bytes), {
      status,
      headers: kept,
    });
  } catch (error) {
    throw faultOf(error, signal);
  }
}

/**
 * Asks a provider as `fetch` would, and nobody else: only addresses that a stranger may be sent to, no
 * redirects, four seconds for everything, a quarter of a megabyte. Whatever goes wrong is a `ProviderFault`.
 */
export const fetchFromProvider = (
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> =>
  askProvider({ allowance: allowance(), milliseconds: 4_000, resolve: lookup }, input, init);
