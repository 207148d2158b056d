import { randomBytes } from "node:crypto";
import { hashPassword } from "#lib/passwords/hashing";
import { admin } from "#lib/testing";
import { newPerson as newTestPerson } from "#lib/testing-people";
import { askEdge, type Outcome } from "./edge.ts";
import { standingOf } from "./standing.ts";
import type { look } from "./testing-person.ts";

/** The password that these people have. */
export const password = "correct horse battery staple";
let someHash: Promise<string> | undefined;

/** A person with an account who is a member of `clinics` new clinics. Each test has its own, and an address of its own. */
export async function newPerson(clinics = 1) {
  someHash ??= hashPassword(password);
  const person = await newTestPerson({ clinics, passwordHash: await someHash });
  const visitor = {
    address: `2001:db8:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}::1`,
    userAgent: "test",
    deviceCookie: undefined,
  };
  return { ...person, visitor };
}

/** Somebody who signs in, and from where. */
export type Person = Awaited<ReturnType<typeof newPerson>>;

/** A token of the form, with its cookie. */
export async function csrf(visitor: Person["visitor"]) {
  const { response } = await askEdge("/csrf", { cookie: "" }, visitor);
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return { csrfToken, cookie };
}

/** Sends the form of signing in as a browser does. */
export async function signIn(person: Person, typed = password, email = person.email) {
  const { csrfToken, cookie } = await csrf(person.visitor);
  const form = new URLSearchParams({ csrfToken, email, password: typed });
  return askEdge("/callback/credentials", { cookie, form }, person.visitor);
}

/** The token of the session that was opened. */
export function tokenOf(outcome: Outcome): string {
  if (outcome.kind !== "opened") throw new Error(`not opened: ${outcome.kind}`);
  return outcome.session.token;
}

/** Who acts in a session that is open. */
export const findActor = async (session: NonNullable<Awaited<ReturnType<typeof look>>>) => {
  const standing = await standingOf(session);
  return standing.kind === "open" ? standing.actor : undefined;
};

/** Signs in with the right password, and gives the token. */
export const signedIn = async (person: Person) => tokenOf((await signIn(person)).outcome);

/** What a clinic's trail says was done and refused, without the rows. */
export async function trail(tenantId: string) {
  return admin<{ action: string; outcome: string; db_role: string; actor_id: string }[]>`
    select action, outcome, db_role, actor_id from audit.events
    where tenant_id = ${tenantId} and action not like 'row.%' order by seq`;
}
