import "server-only";
import { Auth, type AuthConfig, customFetch, raw, skipCSRFCheck } from "@auth/core";
import { OAuthCallbackError } from "@auth/core/errors";
import type { OIDCConfig } from "@auth/core/providers";
import type { ResponseInternal } from "@auth/core/types";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { z } from "zod";
import { authPath, edgeBase, edgeLogger, unwrap } from "#lib/auth/edge-base";
import { env } from "#lib/env";
import { providerId } from "./addresses.ts";
import type { Connection } from "./connection.ts";
import { signatures } from "./provider-check.ts";
import { ProviderFault } from "./provider-fault.ts";
import { allowance, fetchFromProvider } from "./provider-fetch.ts";
import { addressFault, assertsFactor } from "./rules.ts";

/** Who a provider says has signed in there: an issuer and a subject, and whether more than a password was asked for. */
export interface ProvenIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly hasFactor: boolean;
}

/** What @auth/core sealed for the way back, or takes away after it. */
export type EdgeCookies = NonNullable<ResponseInternal["cookies"]>;

/** What came of a return: proof, a person who cancelled, a provider that cannot be asked, or a check that did not hold. */
export type Return =
  | { readonly kind: "proven"; readonly identity: ProvenIdentity }
  | { readonly kind: "cancelled" | "unavailable" | "failed"; readonly error: unknown };

const Described = z.object({ jwks_uri: z.string() });

/** Remembers where the provider says its keys are, which @auth/core reads over: it trusts TLS and looks at no signature. */
function listening() {
  let keys: string | undefined;
  const ask: typeof fetch = async (input, init) => {
    const response = await fetchFromProvider(input, init);
    const url = input instanceof Request ? input.url : String(input);
    if (url.includes("/.well-known/openid-configuration") && response.ok) {
      const said: unknown = await response
        .clone()
        .json()
        .catch(() => undefined);
      keys = Described.safeParse(said).data?.jwks_uri;
    }
    return response;
  };
  return { ask, keysAddress: () => keys };
}

async function verifySignature(token: string, address: string, audience: string): Promise<void> {
  const answer = await fetchFromProvider(address);
  if (!answer.ok) throw new ProviderFault("keys");
  const keys = createLocalJWKSet((await answer.json()) as JSONWebKeySet);
  await jwtVerify(token, keys, { audience, algorithms: [...signatures], clockTolerance: 30 });
}

/**
 * @auth/core for one clinic's provider and one request: discovery, PKCE, state, nonce and the exchange
 * of the code are the library's. It never makes a session: it proves an identity and is sent away.
 */
function configFor(
  connection: Connection,
  on: { failed(error: Error): void; proven(identity: ProvenIdentity): void },
) {
  const { ask, keysAddress } = listening();
  const provider: OIDCConfig<Record<string, unknown>> = {
    id: providerId(connection.slug),
    name: "Single sign-on",
    type: "oidc",
    issuer: connection.issuer,
    clientId: connection.clientId,
    clientSecret: connection.clientSecret,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid" } },
    profile: ({ sub }) => ({ id: String(sub) }),
    [customFetch]: ask,
  };
  return {
    ...edgeBase(),
    raw,
    skipCSRFCheck,
    logger: edgeLogger(on.failed),
    providers: [provider],
    callbacks: {
      async signIn({ account, profile }) {
        const [token, address] = [account?.id_token, keysAddress()];
        const { iss, sub, amr, acr } = profile ?? {};
        if (!token || !address || typeof iss !== "string" || typeof sub !== "string" || !sub)
          throw new ProviderFault("endpoints");
        await verifySignature(token, address, connection.clientId);
        on.proven({ issuer: iss, subject: sub, hasFactor: assertsFactor({ amr, acr }) });
        return "/";
      },
      redirect: () => env().APP_ORIGIN,
    },
    jwt: {
      encode: () => Promise.reject(new Error("a session is not the library's to make")),
    },
  } satisfies AuthConfig & { raw: typeof raw };
}

function kindOf(error: unknown): "cancelled" | "unavailable" | "failed" {
  if (error instanceof ProviderFault) return "unavailable";
  return error instanceof OAuthCallbackError ? "cancelled" : "failed";
}

/** Every error on the way is told to the logger, so what was told last is why there is no result. */
function collecting() {
  let error: unknown;
  let identity: ProvenIdentity | undefined;
  return {
    on: {
      failed: (told: Error) => {
        error ??= unwrap(told);
      },
      proven: (proof: ProvenIdentity) => {
        identity = proof;
      },
    },
    result: () => ({ error, identity }),
  };
}

/** Where to send a browser, and what it must bring back. Throws what keeps the provider from being asked. */
export async function leaveForProvider(
  connection: Connection,
): Promise<{ readonly address: string; readonly cookies: EdgeCookies }> {
  const { on, result } = collecting();
  const url = new URL(`${authPath}/signin/${providerId(connection.slug)}`, env().APP_ORIGIN);
  const answer = await Auth(new Request(url, { method: "POST" }), configFor(connection, on));
  const { error } = result();
  if (error !== undefined) throw error;
  const address = answer.redirect;
  if (!address || addressFault(address, allowance())) throw new ProviderFault("endpoints");
  return { address, cookies: checksOf(answer.cookies ?? []) };
}

const checks = ["pkce", "state", "nonce"].map((name) => `__Host-${name}`);
const checksOf = (all: EdgeCookies) => all.filter(({ name }) => checks.includes(name));

/** What a provider may say on the way back. Everything else in the address is dropped; a name sent twice is refused. */
function sentBack(search: URLSearchParams): URLSearchParams | undefined {
  const kept = new URLSearchParams();
  for (const name of ["code", "state", "iss", "error"]) {
    const [value, again] = search.getAll(name);
    if (again !== undefined) return undefined;
    if (value !== undefined) kept.set(name, value);
  }
  return kept;
}

/** Takes a browser that came back through the library's checks, with the cookies of those checks and no others. */
export async function returnFromProvider(
  connection: Connection,
  search: URLSearchParams,
  jar: (name: string) => string | undefined,
): Promise<Return> {
  const kept = sentBack(search);
  if (!kept) return { kind: "failed", error: new Error("a parameter came twice") };
  const { on, result } = collecting();
  const url = new URL(`${authPath}/callback/${providerId(connection.slug)}`, env().APP_ORIGIN);
  url.search = kept.toString();
  const cookie = checks.map((name) => `${name}=${jar(name) ?? ""}`).join("; ");
  try {
    await Auth(new Request(url, { headers: { cookie } }), configFor(connection, on));
  } catch (error) {
    if (error instanceof Error) on.failed(error);
  }
  const { error, identity } = result();
  if (error === undefined && identity) return { kind: "proven", identity };
  return { kind: kindOf(error), error };
}

/** The names of the cookies that a way back uses up. */
export const checkCookies: readonly string[] = checks;
