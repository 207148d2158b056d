import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import Provider, { type Configuration } from "oidc-provider";

/** What a test makes of an answer of the provider before it leaves: the claims of an ID token, or how long it takes. */
export interface Mischief {
  claims?: (claims: JWTPayload) => JWTPayload;
  /** Signs with a key that the provider does not publish. */
  withForeignKey?: boolean;
  delay?: number;
}

/** A real identity provider on this machine. Whoever comes is signed in as `subject`, without being asked. */
export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  subject: string;
  /** The e-mail address that the provider claims for whoever comes. */
  email: string;
  /** How the provider says it was proven. */
  amr: readonly string[];
  readonly mischief: Mischief;
  stop(): Promise<void>;
}

const clientId = "chartkeep";
const clientSecret = "a secret that only the provider and the clinic know";

const signed = async (claims: JWTPayload, key: CryptoKey) =>
  new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "test" }).sign(key);

/** Starts a provider that sends people back to any of `redirectUris`. */
export async function startProvider(redirectUris: readonly string[]): Promise<TestProvider> {
  const [own, foreign] = [
    await generateKeyPair("ES256", { extractable: true }),
    await generateKeyPair("ES256", { extractable: true }),
  ];
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const told: TestProvider = {
    issuer,
    clientId,
    clientSecret,
    subject: "nobody",
    email: "nobody@example.test",
    amr: ["pwd"],
    mischief: {},
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const configuration: Configuration = {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        token_endpoint_auth_method: "client_secret_basic",
        id_token_signed_response_alg: "ES256",
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(own.privateKey)), kid: "test", alg: "ES256" }] },
    features: { devInteractions: { enabled: false } },
    conformIdTokenClaims: false,
    claims: { openid: ["sub", "email", "email_verified"] },
    cookies: { keys: ["a key of the test's own"] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: told.email, email_verified: true }),
    }),
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId ?? "",
        accountId: session?.accountId ?? "",
      });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  };
  const provider = new Provider(issuer, configuration);
  provider.use(async (ctx, next) => {
    if (ctx.path.startsWith("/interaction/")) {
      const login = { accountId: told.subject, amr: [...told.amr], remember: false };
      await provider.interactionFinished(ctx.req, ctx.res, { login });
      ctx.respond = false;
      return;
    }
    if (told.mischief.delay) await new Promise((end) => setTimeout(end, told.mischief.delay));
    await next();
    const body = ctx.body as { id_token?: string } | undefined;
    if (ctx.path !== "/token" || !body?.id_token) return;
    const { claims, withForeignKey } = told.mischief;
    const said = { ...decodeJwt(body.id_token), amr: [...told.amr] };
    const key = (withForeignKey ? foreign : own).privateKey;
    ctx.body = { ...body, id_token: await signed(claims ? claims(said) : said, key) };
  });
  const answer = provider.callback();
  server.on("request", (request, response) => void answer(request, response));
  return told;
}

/** A browser as far as signing in needs one: it keeps cookies by site and follows redirects one by one. */
export class TestBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  jar(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  /** Walks through a provider, from the address that sign-in gave until it sends the browser back, and returns where to. */
  async walk(address: string): Promise<URL> {
    const { origin } = new URL(address);
    let at = new URL(address);
    for (let step = 0; step < 10 && at.origin === origin; step += 1) {
      const cookie = [...this.jar(origin)].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await fetch(at, { redirect: "manual", headers: { cookie } });
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ""] = line.split(";");
        const cut = pair.indexOf("=");
        this.jar(origin).set(pair.slice(0, cut), pair.slice(cut + 1));
      }
      const to = answer.headers.get("location");
      if (!to) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
      at = new URL(to, at);
    }
    return at;
  }
}
