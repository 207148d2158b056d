import { afterEach, expect, test } from "vitest";
import { listClinics } from "#lib/auth/clinics";
import { proveFactor } from "#lib/auth/session-proof";
import { findSession, type LiveSession } from "#lib/auth/session-store";
import { chooseClinic } from "#lib/auth/sessions";
import { type Standing, standingOf } from "#lib/auth/standing";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { inClinic, newPerson } from "#lib/testing-people";
import { redirectUriOf } from "./addresses.ts";
import { saveConnection } from "./commands.ts";
import { findConnection } from "./connection.ts";
import { leaveForProvider } from "./edge.ts";
import { beginFlow, takeFlow } from "./flows.ts";
import { linkIdentity, listIdentities, unlinkIdentity } from "./identities.ts";
import { type Arrived, takeReturn } from "./return.ts";
import { startProvider, TestBrowser, type TestProvider } from "./testing-provider.ts";

const running: TestProvider[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.stop()));
});

interface Settings {
  readonly isEnabled?: boolean;
  readonly trustsProviderFactor?: boolean;
}

/** Connects a clinic to a provider, as its admin does. */
const connect = (clinic: TestClinic, provider: TestProvider, settings: Settings = {}) =>
  runInScope(clinic.as("tenant_admin"), "sso:manage", (scope) =>
    saveConnection(scope, {
      issuer: provider.issuer,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
      isEnabled: (settings.isEnabled ?? true) ? "on" : undefined,
      trustsProviderFactor: settings.trustsProviderFactor ? "on" : undefined,
    }),
  );

async function providerFor(...clinics: readonly TestClinic[]): Promise<TestProvider> {
  const provider = await startProvider(clinics.map(({ slug }) => redirectUriOf(slug)));
  running.push(provider);
  return provider;
}

/** A clinic connected to a provider of its own. */
async function connected(settings: Settings = {}) {
  const clinic = await newClinic();
  const provider = await providerFor(clinic);
  await connect(clinic, provider, settings);
  return { clinic, provider };
}

/** A member of these clinics, with the same account in all of them. */
const newMember = (...clinics: readonly TestClinic[]) => newPerson({ clinics });

type Member = Awaited<ReturnType<typeof newMember>>;

const actorOf = (clinic: TestClinic, { accountId, members }: Member) => ({
  ...clinic.as("biller"),
  accountId,
  memberId: members[0] ?? "",
});

const link = (clinic: TestClinic, member: Member, provider: TestProvider, subject: string) =>
  linkIdentity(actorOf(clinic, member), { issuer: provider.issuer, subject, hasFactor: false });

/** A browser on its way: what it was given to bring back, and where the provider then sends it. */
async function leave(
  clinic: TestClinic,
  purpose: { sessionId: string | null; next: string } = { sessionId: null, next: "/patients" },
) {
  const connection = await findConnection(clinic.slug);
  if (!connection) throw new Error("the clinic has no open connection");
  const { address, cookies } = await leaveForProvider(connection);
  const token = await beginFlow(connection, purpose);
  const jar = new Map(cookies.map(({ name, value }) => [name, value]));
  return { address, token, jar, walk: () => new TestBrowser().walk(address) };
}

type Left = Awaited<ReturnType<typeof leave>>;
const nobody: Standing = { kind: "none" };

function comeBack(
  slug: string,
  { token, jar }: Pick<Left, "token" | "jar">,
  to: URL,
  standing: Standing = nobody,
): Promise<Arrived> {
  return takeReturn({
    slug,
    search: to.searchParams,
    token,
    cookie: (name) => jar.get(name),
    visitor: { address: "192.0.2.77", userAgent: "test" },
    standing,
    requestId: "test",
  });
}

/** Signs in from beginning to end. */
async function signIn(clinic: TestClinic): Promise<Arrived> {
  const left = await leave(clinic);
  return comeBack(clinic.slug, left, await left.walk());
}

const look = (token: string) => findSession(token, { isBackground: true });

async function opened(arrived: Arrived) {
  if (arrived.kind !== "opened") throw new Error(JSON.stringify(arrived));
  const session = await look(arrived.session.token);
  if (!session) throw new Error("no session");
  return session;
}

const sessionsOf = ({ accountId }: Member) => admin<
  { stage: string; tenant_id: string; confined_to: string; assurance: number }[]
>`select stage, tenant_id, confined_to, assurance from directory.sessions
    where account_id = ${accountId}`;

const trail = ({ tenantId }: TestClinic) => admin<
  { action: string; outcome: string; actor_id: string }[]
>`select action, outcome, actor_id from audit.events
    where tenant_id = ${tenantId} and action ~ '^(session|identity)' order by seq`;

const declined = (fault: string, isLinking = false) => ({ kind: "declined", fault, isLinking });

test("whoever proves a linked identity is in the clinic whose provider vouched for it, and nowhere else", async () => {
  const { clinic, provider } = await connected();
  const other = await newClinic();
  const member = await newMember(clinic, other);
  await link(clinic, member, provider, "ada");
  provider.subject = "ada";

  const arrived = await signIn(clinic);
  const session = await opened(arrived);

  expect(arrived).toMatchObject({ next: "/patients", session: { stage: "signed_in" } });
  expect(await standingOf(session)).toMatchObject({
    kind: "open",
    actor: { memberId: member.members[0], tenantId: clinic.tenantId },
  });
  expect(await sessionsOf(member)).toEqual([
    { stage: "signed_in", tenant_id: clinic.tenantId, confined_to: clinic.tenantId, assurance: 1 },
  ]);
  expect((await listClinics(session)).map(({ tenantId }) => tenantId)).toEqual([clinic.tenantId]);
  await expect(chooseClinic(session, other.tenantId)).rejects.toThrow("clinic not found");
  const moved = admin`update directory.sessions set tenant_id = ${other.tenantId}
    where account_id = ${member.accountId}`;
  await expect(moved).rejects.toThrow("sessions_confined");
  expect(await trail(clinic)).toMatchObject([
    { action: "identity.linked", actor_id: member.members[0] },
    { action: "session.started", outcome: "success", actor_id: member.members[0] },
  ]);
  expect(await trail(other)).toEqual([]);
});

test("what a provider vouched for is no fresh proof: the account itself cannot be changed with it", async () => {
  const { clinic, provider } = await connected({ trustsProviderFactor: true });
  const member = await newMember(clinic);
  await link(clinic, member, provider, "ada");
  provider.subject = "ada";
  provider.amr = ["pwd", "otp"];
  const session = await opened(await signIn(clinic));
  expect(session.provedSeconds).toBeGreaterThan(5 * 60);
});

test("an identity nobody linked opens nothing, whatever e-mail address comes with it", async () => {
  const { clinic, provider } = await connected();
  const member = await newMember(clinic);
  await link(clinic, member, provider, "ada");
  provider.subject = "mallory";
  provider.email = member.email;

  expect(await signIn(clinic)).toEqual(declined("unlinked"));
  expect(await sessionsOf(member)).toEqual([]);
  expect((await trail(clinic)).at(-1)).toMatchObject({
    action: "session.refused",
    outcome: "denied",
  });
});

test("the same subject of another issuer is somebody else", async () => {
  const { clinic, provider } = await connected();
  const member = await newMember(clinic);
  await link(clinic, member, provider, "ada");
  const second = await providerFor(clinic);
  await connect(clinic, second);
  second.subject = "ada";

  expect(await signIn(clinic)).toEqual(declined("unlinked"));
  expect(await sessionsOf(member)).toEqual([]);
});

test("the same issuer and subject are another identity in another clinic", async () => {
  const [north, south] = [await newClinic(), await newClinic()];
  const provider = await providerFor(north, south);
  await connect(north, provider);
  await connect(south, provider);
  const member = await newMember(north, south);
  await link(north, member, provider, "ada");
  provider.subject = "ada";

  expect(await signIn(south)).toEqual(declined("unlinked"));
  expect(await sessionsOf(member)).toEqual([]);
  await opened(await signIn(north));
});

const forged: readonly [string, TestProvider["mischief"]][] = [
  ["another nonce", { claims: (claims) => ({ ...claims, nonce: "another" }) }],
  ["no nonce", { claims: ({ nonce: _, ...claims }) => claims }],
  ["another client as its audience", { claims: (claims) => ({ ...claims, aud: "another" }) }],
  [
    "two audiences and another authorized party",
    { claims: (claims) => ({ ...claims, aud: ["chartkeep", "another"], azp: "another" }) },
  ],
  ["another issuer", { claims: (claims) => ({ ...claims, iss: "https://another.example" }) }],
  ["no subject", { claims: ({ sub: _, ...claims }) => claims }],
  [
    "an end in the past",
    { claims: (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 120 }) },
  ],
  ["a signature of somebody else's key", { withForeignKey: true }],
];

test.each(forged)("an ID token with %s opens nothing", async (_what, mischief) => {
  const { clinic, provider } = await connected();
  const member = await newMember(clinic);
  await link(clinic, member, provider, "ada");
  provider.subject = "ada";
  Object.assign(provider.mischief, mischief);

  expect(await signIn(clinic)).toEqual(declined("failed"));
  expect(await sessionsOf(member)).toEqual([]);
  expect((await trail(clinic)).at(-1)).toMatchObject({ action: "session.refused" });
});

/** Somebody who could sign in, on the way back with everything in order. */
async function almostBack() {
  const { clinic, provider } = await connected();
  const member = await newMember(clinic);
  await link(clinic, member, provider, "ada");
  provider.subject = "ada";
  const left = await leave(clinic);
  return { clinic, provider, member, left, to: await left.walk() };
}

const changes: readonly [string, (to: URL) => void][] = [
  ["another state", (to) => to.searchParams.set("state", "another")],
  ["no state", (to) => to.searchParams.delete("state")],
  ["a second state", (to) => to.searchParams.append("state", "another")],
  ["another issuer", (to) => to.searchParams.set("iss", "https://another.example")],
  ["no issuer, from a provider that always says it", (to) => to.searchParams.delete("iss")],
  ["another code", (to) => to.searchParams.set("code", "another")],
  ["no code", (to) => to.searchParams.delete("code")],
  ["a second code", (to) => to.searchParams.append("code", "another")],
];

test.each(changes)("a return with %s opens nothing", async (_what, change) => {
  const { clinic, member, left, to } = await almostBack();
  change(to);
  expect(await comeBack(clinic.slug, left, to)).toEqual(declined("failed"));
  expect(await sessionsOf(member)).toEqual([]);
});

test("a return opens a session once, and its code never again", async () => {
  const { clinic, member, left, to } = await almostBack();
  const arrivals = await Promise.all([1, 2, 3, 4].map(() => comeBack(clinic.slug, left, to)));
  expect(arrivals.filter(({ kind }) => kind === "opened")).toHaveLength(1);
  expect(await comeBack(clinic.slug, left, to)).toEqual(declined("failed"));

  const again = await leave(clinic);
  const [old, state] = [to.searchParams.get("code"), (await again.walk()).searchParams];
  state.set("code", old ?? "");
  const replayed = new URL(`http://localhost/?${state}`);
  expect(await comeBack(clinic.slug, again, replayed)).toEqual(declined("failed"));
  expect(await sessionsOf(member)).toHaveLength(1);
});

test("a browser that did not leave cannot come back, with nothing or with another's cookies", async () => {
  const { clinic, member, left, to } = await almostBack();
  const own = await leave(clinic);
  const [empty, strange] = [new Map<string, string>(), new Map(own.jar)];
  const tries = [
    { token: undefined as unknown as string, jar: empty },
    { token: own.token, jar: strange },
    { token: left.token, jar: empty },
  ];
  for (const browser of tries)
    expect(await comeBack(clinic.slug, browser, to)).toEqual(declined("failed"));
  expect(await sessionsOf(member)).toEqual([]);
});

test("a code of one clinic's provider is never taken to another clinic's", async () => {
  const { clinic, member, left, to } = await almostBack();
  const other = await connected();
  const stranger = await newMember(other.clinic);
  await link(other.clinic, stranger, other.provider, "ada");

  expect(await comeBack(other.clinic.slug, left, to)).toEqual(declined("failed"));
  const mixed = await leave(other.clinic);
  expect(await comeBack(other.clinic.slug, mixed, to)).toEqual(declined("failed"));
  expect(await comeBack("no-such-clinic", await leave(clinic), to)).toEqual(declined("failed"));
  expect([await sessionsOf(member), await sessionsOf(stranger)]).toEqual([[], []]);
});

test("a connection that changed on the way takes nobody in", async () => {
  const { clinic, member, left, to } = await almostBack();
  const second = await providerFor(clinic);
  await connect(clinic, second);
  expect(await comeBack(clinic.slug, left, to)).toEqual(declined("failed"));
  expect(await sessionsOf(member)).toEqual([]);
});

const shut: readonly [
  string,
  string,
  (it: Awaited<ReturnType<typeof almostBack>>) => Promise<unknown>,
][] = [
  [
    "a deactivated member",
    "closed",
    ({ clinic, member }) =>
      inClinic(
        clinic.tenantId,
        (tx) =>
          tx`update app.members set status = 'deactivated' where id = ${member.members[0] ?? ""}`,
      ),
  ],
  [
    "a disabled account",
    "unlinked",
    ({ member }) =>
      admin`update directory.accounts set status = 'disabled' where id = ${member.accountId}`,
  ],
  [
    "a member who unlinked it meanwhile",
    "unlinked",
    async ({ clinic, member }) => {
      const actor = actorOf(clinic, member);
      const [identity] = await listIdentities(actor);
      await unlinkIdentity(actor, identity?.identityId ?? "");
    },
  ],
  [
    "a suspended clinic",
    "failed",
    ({ clinic }) =>
      admin`update directory.tenants set status = 'suspended' where id = ${clinic.tenantId}`,
  ],
  [
    "a connection that was switched off",
    "failed",
    ({ clinic, provider }) => connect(clinic, provider, { isEnabled: false }),
  ],
];

test.each(shut)("%s is let in by nothing", async (_who, fault, close) => {
  const it = await almostBack();
  await close(it);
  expect(await comeBack(it.clinic.slug, it.left, it.to)).toEqual(declined(fault));
  expect(await sessionsOf(it.member)).toEqual([]);
});

test("of any number of returns at once one finds the way, whatever the provider would answer", async () => {
  const { left } = await almostBack();
  const found = await Promise.all(Array.from({ length: 8 }, () => takeFlow(left.token)));
  expect(found.filter((flow) => flow !== undefined)).toHaveLength(1);
});

test("a way that began ten minutes ago leads nowhere", async () => {
  const { clinic, member, left, to } = await almostBack();
  await admin`update directory.sso_flows set expires_at = now() where tenant_id = ${clinic.tenantId}`;
  expect(await comeBack(clinic.slug, left, to)).toEqual(declined("failed"));
  expect(await sessionsOf(member)).toEqual([]);
});

test("a person who cancels at the provider is told so", async () => {
  const { clinic, left, to } = await almostBack();
  to.searchParams.delete("code");
  to.searchParams.set("error", "access_denied");
  expect(await comeBack(clinic.slug, left, to)).toEqual(declined("cancelled"));
});

test("a provider that is gone takes nobody in and breaks nothing", async () => {
  const { clinic, member, provider, left, to } = await almostBack();
  await provider.stop();
  expect(await comeBack(clinic.slug, left, to)).toEqual(declined("unavailable"));
  await expect(leave(clinic)).rejects.toMatchObject({ problem: "unreachable" });
  expect(await sessionsOf(member)).toEqual([]);
});

test("a provider's second factor counts where the clinic says so", async () => {
  const { clinic, provider } = await connected();
  const member = await newMember(clinic);
  await link(clinic, member, provider, "ada");
  provider.subject = "ada";
  provider.amr = ["pwd", "otp"];
  expect((await opened(await signIn(clinic))).assurance).toBe(1);
  await connect(clinic, provider, { trustsProviderFactor: true });
  expect((await opened(await signIn(clinic))).assurance).toBe(2);
  provider.amr = ["pwd"];
  expect((await opened(await signIn(clinic))).assurance).toBe(1);
});

test("an account with a factor of its own still owes it, and then is in this clinic without a choice", async () => {
  const { clinic, provider } = await connected();
  const other = await newClinic();
  const member = await newMember(clinic, other);
  await link(clinic, member, provider, "ada");
  await admin`insert into directory.totp_factors (account_id, seed_wrapped, wrapped_by, confirmed_at)
    values (${member.accountId}, '\\x00'::bytea, 'nobody', now())`;
  provider.subject = "ada";

  const pending = await opened(await signIn(clinic));
  expect(pending).toMatchObject({ stage: "pending_factor", confinedTo: clinic.tenantId });
  await expect(chooseClinic(pending, clinic.tenantId)).rejects.toThrow("not found");
  const after = await proveFactor(pending, 2);
  expect(await look(after?.token ?? "")).toMatchObject({
    stage: "signed_in",
    tenantId: clinic.tenantId,
    confinedTo: clinic.tenantId,
    assurance: 2,
  });
});

test("an identity is linked from the session that asked, and from no other", async () => {
  const { clinic, provider } = await connected();
  const [member, stranger] = [await newMember(clinic), await newMember(clinic)];
  provider.subject = "ada";
  const sessionId = newId();
  const session = { id: sessionId } as LiveSession;
  const asMember: Standing = { kind: "open", session, actor: actorOf(clinic, member) };
  const back = async (standing: Standing) => {
    const left = await leave(clinic, { sessionId, next: "/" });
    return comeBack(clinic.slug, left, await left.walk(), standing);
  };

  const elsewhere = { ...session, id: newId() };
  for (const standing of [
    nobody,
    { ...asMember, session: elsewhere },
    { ...asMember, kind: "locked" } as Standing,
  ])
    expect(await back(standing)).toEqual(declined("failed", true));
  expect(await listIdentities(actorOf(clinic, member))).toEqual([]);

  expect(await back(asMember)).toEqual({ kind: "linked" });
  expect(await back(asMember)).toEqual({ kind: "linked" });
  expect(await listIdentities(actorOf(clinic, member))).toMatchObject([
    { issuer: provider.issuer },
  ]);
  expect(await back({ ...asMember, actor: actorOf(clinic, stranger) })).toEqual(
    declined("taken", true),
  );
  expect(await sessionsOf(member)).toEqual([]);
});

test("unlinking ends what the provider opened elsewhere, and is not for other people's identities", async () => {
  const { clinic, provider } = await connected();
  const [member, stranger] = [await newMember(clinic), await newMember(clinic)];
  await link(clinic, member, provider, "ada");
  provider.subject = "ada";
  const session = await opened(await signIn(clinic));
  const actor = actorOf(clinic, member);
  const [identity] = await listIdentities(actor);
  const id = identity?.identityId ?? "";

  await expect(unlinkIdentity(actorOf(clinic, stranger), id)).rejects.toThrow("not found");
  await expect(
    unlinkIdentity({ ...actor, tenantId: (await newClinic()).tenantId }, id),
  ).rejects.toThrow("not found");
  expect(await sessionsOf(member)).toHaveLength(1);
  await unlinkIdentity({ ...actor, sessionId: newId() }, id);
  expect(await standingOf(session)).toBeDefined();
  expect(await sessionsOf(member)).toEqual([]);
  expect(await signIn(clinic)).toEqual(declined("unlinked"));
});
