import "server-only";
import { z } from "zod";
import { log } from "#lib/log";
import { ProviderFault } from "./provider-fault.ts";
import { allowance, fetchFromProvider } from "./provider-fetch.ts";
import { addressFault } from "./rules.ts";
import type { ProviderCheckView, ProviderProblem } from "./view.ts";

const names = z.array(z.string());
const Description = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  userinfo_endpoint: z.string(),
  jwks_uri: z.string(),
  response_types_supported: names.optional(),
  code_challenge_methods_supported: names.optional(),
  token_endpoint_auth_methods_supported: names.optional(),
  id_token_signing_alg_values_supported: names.optional(),
});
const Keys = z.object({ keys: z.array(z.object({ kty: z.enum(["RSA", "EC", "OKP"]) })).min(1) });

/** How an ID token may be signed. A shared secret, or nothing, proves no provider. */
export const signatures = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"];

/** Where a provider describes itself. */
export const descriptionOf = (issuer: string) =>
  `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;

async function askForJson(url: string): Promise<unknown> {
  const answer = await fetchFromProvider(url, { headers: { accept: "application/json" } });
  if (answer.status !== 200) throw new ProviderFault("status");
  try {
    return await answer.json();
  } catch {
    throw new ProviderFault("not-json");
  }
}

const lacks = (offered: readonly string[] | undefined, ...needed: readonly string[]) =>
  offered !== undefined && !offered.some((each) => needed.includes(each));

async function problemsOf(issuer: string): Promise<ProviderProblem[]> {
  const said = await askForJson(descriptionOf(issuer));
  const parsed = Description.safeParse(said);
  if (!parsed.success) return ["endpoints"];
  const found = parsed.data;
  const problems: ProviderProblem[] = [];
  if (!URL.canParse(found.issuer) || new URL(found.issuer).href !== new URL(issuer).href)
    problems.push("other-issuer");
  const endpoints = [found.authorization_endpoint, found.token_endpoint, found.jwks_uri];
  const faults = endpoints.map((each) => addressFault(each, allowance()));
  if (faults.some((fault) => fault !== undefined)) return [...problems, "endpoints"];
  if (lacks(found.response_types_supported, "code")) problems.push("no-code-flow");
  if (lacks(found.code_challenge_methods_supported, "S256")) problems.push("no-pkce");
  if (lacks(found.token_endpoint_auth_methods_supported, "client_secret_basic"))
    problems.push("no-secret-basic");
  if (lacks(found.id_token_signing_alg_values_supported, ...signatures)) problems.push("unsigned");
  if (!Keys.safeParse(await askForJson(found.jwks_uri)).success) problems.push("keys");
  return problems;
}

/**
 * Really asks a provider for its description and its keys, and says what would keep people from signing
 * in through it. An empty list means that everything that can be seen without signing in is in order.
 */
export async function checkProvider({
  issuer,
}: {
  readonly issuer: string;
}): Promise<ProviderCheckView> {
  try {
    return { issuer, problems: await problemsOf(issuer) };
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    log.info({ err: error }, "identity provider check failed");
    return { issuer, problems: [error.problem] };
  }
}
