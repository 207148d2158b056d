import { randomUUID } from "node:crypto";
import { comparable } from "#e2e/intrusions/ask";
import { signIn } from "./forms.ts";
import type { Account, Reply, Target } from "./target.ts";
import { type Attack, each, type Finding, skipped } from "./verdict.ts";

const sessions = new Map<string, Promise<string | undefined>>();

/** One session for each account, kept for the whole run. */
function sessionOf(target: Target, account: Account | undefined): Promise<string | undefined> {
  if (!account) return Promise.resolve(undefined);
  const known = sessions.get(account.email) ?? signIn(target, account);
  sessions.set(account.email, known);
  return known;
}

/** An attack that needs to be signed in. */
const inside = (
  name: string,
  expected: string,
  run: (target: Target, session: string) => Promise<Finding>,
): Attack => ({
  name,
  expected,
  run: async (target) => {
    if (!target.account) return skipped("no sign-in was given");
    const session = await sessionOf(target, target.account);
    if (!session) return { tried: 1, wrong: ["the sign-in opened no session"] };
    const { status } = await target.ask("/patients", { session });
    if (status !== 200) return skipped(`the sign-in stops short of a clinic (${status})`);
    return run(target, session);
  },
});

const search = (
  target: Target,
  session: string,
  body: unknown,
  headers: Record<string, string> = {},
) =>
  target.ask("/api/patients/search", {
    method: "POST",
    session,
    headers: { "content-type": "application/json", "x-requested-with": "chartkeep", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** The patients whose charts the list links to. */
const patientsOf = async (target: Target, session: string): Promise<readonly string[]> => {
  const { text } = await target.ask("/patients", { session });
  return [...new Set([...text.matchAll(/\/patients\/([0-9a-f-]{36})/g)].map(([, id = ""]) => id))];
};

const tabs = [
  "",
  "/labs",
  "/notes",
  "/medications",
  "/problems",
  "/allergies",
  "/vitals",
  "/billing",
  "/access",
];

/** An answer without what differs between any two. */
const shape = ({ status, headers, text }: Reply) =>
  JSON.stringify(comparable({ status, location: headers.location, text }));

const extra: readonly unknown[] = [
  { text: "ca", tenantId: randomUUID() },
  { text: "ca", role: "tenant_admin" },
  '{"text":"ca","__proto__":{"isAdmin":true}}',
  { text: ["ca"] },
  { text: { $ne: "" } },
  { text: "a\u0000b" },
  '{"text":"\\ud800"}',
  { text: "x".repeat(10_000) },
  "[]",
  "null",
  "{",
];

/** What a member of a clinic can try against the others, and a thief with a member's cookie. */
export const memberAttacks: readonly Attack[] = [
  inside(
    "a chart of another clinic",
    "not found, as one that is nobody's",
    async (target, session) => {
      const theirs = await sessionOf(target, target.other);
      if (!theirs) return skipped("no sign-in of a second clinic was given");
      const own = await patientsOf(target, session);
      const foreign = (await patientsOf(target, theirs)).filter((id) => !own.includes(id));
      if (own.length === 0 || foreign.length === 0)
        return { tried: 0, wrong: ["no patients were found"] };
      const places = foreign.slice(0, 3).flatMap((id) => tabs.map((tab) => ({ id, tab })));
      return each(places, async ({ id, tab }) => {
        const [answer, nobodys] = [
          await target.ask(`/patients/${id}${tab}`, { session }),
          await target.ask(`/patients/${randomUUID()}${tab}`, { session }),
        ];
        if (![403, 404].includes(answer.status)) return `${tab || "/"}: ${answer.status}`;
        return shape(answer) === shape(nobodys)
          ? undefined
          : `${tab || "/"}: ${shape(answer)} / ${shape(nobodys)}`;
      });
    },
  ),
  inside(
    "an access history of another clinic",
    "not found, or not allowed",
    async (target, session) => {
      const theirs = await sessionOf(target, target.other);
      if (!theirs) return skipped("no sign-in of a second clinic was given");
      return each((await patientsOf(target, theirs)).slice(0, 3), async (patientId) => {
        const { status } = await target.ask("/api/audit/history", {
          method: "POST",
          session,
          headers: { "content-type": "application/json", "x-requested-with": "chartkeep" },
          body: JSON.stringify({ patientId }),
        });
        return [403, 404].includes(status) ? undefined : String(status);
      });
    },
  ),
  inside("ids that are none", "not found", (target, session) =>
    each(
      ["x", "1", "..%2f..%2f", "%00", "' or 1=1 --", "9".repeat(300), "[object Object]"],
      async (id) => {
        const { status } = await target.ask(
          `/patients/${encodeURIComponent(decodeURIComponent(id))}`,
          { session },
        );
        return [400, 404].includes(status) ? undefined : `${id.slice(0, 20)}: ${status}`;
      },
    ),
  ),
  inside("fields that nobody asked for", "422, or 400 where it is no JSON", (target, session) =>
    each(extra, async (body) => {
      const { status } = await search(target, session, body);
      return [400, 422].includes(status)
        ? undefined
        : `${JSON.stringify(body).slice(0, 40)}: ${status}`;
    }),
  ),
  inside("a JSON door from elsewhere", "403", (target, session) =>
    each(["https://evil.example", "null", null], async (origin) => {
      const { status } = await target.ask("/api/patients/search", {
        method: "POST",
        session,
        origin,
        headers: { "content-type": "application/json", "x-requested-with": "chartkeep" },
        body: '{"text":"ca"}',
      });
      return status === 403 ? undefined : `${origin}: ${status}`;
    }),
  ),
  inside("a JSON door as a form", "403 or 415", (target, session) =>
    each(
      ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
      async (type) => {
        const { status } = await search(target, session, '{"text":"ca"}', { "content-type": type });
        return [403, 415].includes(status) ? undefined : `${type}: ${status}`;
      },
    ),
  ),
  inside("a session of the attacker's choice", "a new one at sign-in", async (target) => {
    const chosen = "A".repeat(43);
    if (!target.account) return skipped("no sign-in was given");
    const session = await signIn(target, target.account, { session: chosen });
    const { status } = await target.ask("/patients", { session: chosen });
    if (session) await target.ask("/api/session/end", { method: "POST", session });
    return {
      tried: 2,
      wrong:
        session && session !== chosen && status !== 200 ? [] : [`${session === chosen}, ${status}`],
    };
  }),
  inside(
    "a cookie after signing out",
    "opens nothing, also in the router's words",
    async (target) => {
      if (!target.account) return skipped("no sign-in was given");
      const session = await signIn(target, target.account);
      await target.ask("/api/session/end", { method: "POST", ...(session ? { session } : {}) });
      return each(
        [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }],
        async (headers) => {
          const { status, headers: got } = await target.ask("/patients", {
            headers,
            ...(session ? { session } : {}),
          });
          return /sign-in|_rsc/.test(got.location ?? "") ? undefined : String(status);
        },
      );
    },
  ),
];
