import { inTenant } from "#db/tenant";
import { revokeOtherSessions, revokeSession } from "#lib/auth/own-sessions";
import { endAllSessions, endMemberSessions, endSession, lockSession } from "#lib/auth/session-ends";
import { proveFactor } from "#lib/auth/session-proof";
import { chooseClinic } from "#lib/auth/sessions";
import { arrive, seen } from "#lib/auth/testing-person";
import { admin } from "#lib/testing";
import { inClinic, newPerson, type TestPerson } from "#lib/testing-people";
import { around, opens } from "./in-flight.ts";
import { Checks, type Part } from "./tally.ts";

interface Case {
  readonly clinics?: number;
  /** Ends, locks or replaces the session; gives the token that goes on, if one does. */
  run(person: TestPerson, token: string): Promise<string | undefined>;
}

/** As an administrator of the person's clinic, since nobody else may change members. */
async function asAdministrator(
  person: TestPerson,
  work: Parameters<typeof inTenant>[1],
): Promise<void> {
  const tenantId = person.tenants[0] ?? "";
  const [row] = await admin<{ id: string }[]>`select member_id as id from app.member_roles
    where tenant_id = ${tenantId} and role = 'tenant_admin' limit 1`;
  await inTenant({ tenantId, actorId: row?.id ?? "", role: "tenant_admin" }, work);
}

/** Everything that ends a session, or puts another token in its place. */
const cases: Readonly<Record<string, Case>> = {
  "signing out": {
    async run(_, token) {
      await endSession(await seen(token));
      return undefined;
    },
  },
  "ending it from another place": {
    async run(person, token) {
      const here = await arrive(person);
      await revokeSession(await seen(here.token), (await seen(token)).id);
      return here.token;
    },
  },
  "ending all others": {
    async run(person) {
      const here = await arrive(person);
      await revokeOtherSessions(await seen(here.token));
      return here.token;
    },
  },
  "the account's epoch": {
    async run({ accountId }) {
      await endAllSessions(accountId);
      return undefined;
    },
  },
  "the member's epoch": {
    async run(person) {
      await asAdministrator(person, (tx) =>
        endMemberSessions(tx, person.tenants[0] ?? "", person.members[0] ?? ""),
      );
      return undefined;
    },
  },
  "a deactivated member": {
    async run(person) {
      await inClinic(
        person.tenants[0] ?? "",
        (tx) =>
          tx`update app.members set status = 'deactivated' where id = ${person.members[0] ?? ""}`,
      );
      return undefined;
    },
  },
  "a disabled account": {
    async run({ accountId }) {
      await admin`update directory.accounts set status = 'disabled' where id = ${accountId}`;
      return undefined;
    },
  },
  "a lock": {
    async run(_, token) {
      await lockSession(await seen(token));
      return undefined;
    },
  },
  "a proof": { run: async (_, token) => (await proveFactor(await seen(token), 2))?.token },
  unlocking: {
    async run(_, token) {
      await lockSession(await seen(token));
      return (await proveFactor(await seen(token), 1))?.token;
    },
  },
  "another clinic": {
    clinics: 2,
    run: async (person, token) =>
      (await chooseClinic(await seen(token), person.tenants[1] ?? "")).token,
  },
};

async function openToken(person: TestPerson): Promise<string> {
  const { token, stage } = await arrive(person);
  if (stage !== "choosing") return token;
  return (await chooseClinic(await seen(token), person.tenants[0] ?? "")).token;
}

/**
 * A hundred requests around each way of ending, locking or replacing a session: none that begins after
 * the commit is let in, the old token stays dead, and where the person goes on they do so by a new one.
 */
export async function ends({ full }: { readonly full: boolean }): Promise<Part> {
  const checks = new Checks();
  let inFlight = 0;
  let late = 0;
  for (let round = 0; round < (full ? 10 : 1); round += 1) {
    for (const [name, { clinics = 1, run }] of Object.entries(cases)) {
      const person = await newPerson({ clinics });
      const token = await openToken(person);
      checks.that(await opens(token), `${name}: it was never open`);
      let next: string | undefined;
      const answer = await around(token, 100, async () => {
        next = await run(person, token);
      });
      inFlight += answer.before + answer.after;
      late += answer.late;
      checks.that(answer.late === 0, `${name}: ${answer.late} let in after the commit`);
      checks.that(answer.after >= 25, `${name}: only ${answer.after} began after the commit`);
      checks.that(!(await opens(token)), `${name}: the old token opens the clinic`);
      if (next !== undefined) {
        checks.that(next !== token, `${name}: the token is the same`);
        checks.that(await opens(next), `${name}: the new token does not`);
      }
    }
  }
  return {
    figures: { "ways to end": Object.keys(cases).length, "requests in flight": inFlight, late },
    wrong: checks.wrong,
  };
}
