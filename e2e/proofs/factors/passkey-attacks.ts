import type { LiveSession } from "#lib/auth/session-store";
import { env } from "#lib/env";
import { passkeyToAdd } from "#lib/factors/passkey-adding";
import { passkeyToProve } from "#lib/factors/passkey-proving";
import { checkProof } from "#lib/factors/prove";
import type { Departure, newAuthenticator } from "#lib/factors/testing-authenticator";
import { arrive, factorEvents } from "#lib/factors/testing-person";
import { admin } from "#lib/testing";
import { newPerson, type TestPerson } from "#lib/testing-people";
import { atOnce, countOf, Expectations, ended, type Part } from "./part.ts";
import { giveKey, stateOf } from "./people.ts";

type Authenticator = ReturnType<typeof newAuthenticator>;

const ask = async (session: LiveSession) => (await passkeyToProve(session)).challenge;
const send = (session: LiveSession, response: ReturnType<Authenticator["assert"]>) =>
  ended(checkProof(session, { by: "passkey", response }));

const departures = (): Readonly<Record<string, Departure>> => ({
  "another origin": { origin: "https://evil.example" },
  "an origin beside ours": { origin: `${env().APP_ORIGIN}.evil.example` },
  "another site's id": { rpId: "evil.example" },
  "no user verification": { isVerified: false },
  "the other ceremony": { type: "webauthn.create" },
  "a counter that stays": { counter: 1 },
  "a counter that is gone": { counter: 0 },
});

interface Attack {
  readonly name: string;
  readonly work: (mine: Authenticator, session: LiveSession) => Promise<string>;
}

function attacks(other: LiveSession, stranger: LiveSession, theirs: Authenticator): Attack[] {
  return [
    ...Object.entries(departures()).map(([name, departure]) => ({
      name,
      work: async (mine: Authenticator, session: LiveSession) =>
        send(session, mine.assert(await ask(session), departure)),
    })),
    {
      name: "a challenge of another session",
      work: async (mine, session) => send(other, mine.assert(await ask(session), { counter: 500 })),
    },
    {
      name: "a challenge sent by another person",
      work: async (mine, session) =>
        send(stranger, mine.assert(await ask(session), { counter: 501 })),
    },
    {
      name: "another person's passkey",
      work: async (_mine, session) => send(session, theirs.assert(await ask(session))),
    },
    {
      name: "a challenge for adding",
      work: async (mine, session) =>
        send(session, mine.assert((await passkeyToAdd(session)).challenge, { counter: 502 })),
    },
    {
      name: "a challenge nobody gave",
      work: (mine, session) =>
        send(session, mine.assert(Buffer.alloc(32, 7).toString("base64url"), { counter: 503 })),
    },
    {
      name: "a challenge five minutes old",
      work: async (mine, session) => {
        const challenge = await ask(session);
        await admin`update directory.challenges set expires_at = expires_at - interval '5 minutes'
          where session_id = ${session.id}`;
        return send(session, mine.assert(challenge, { counter: 504 }));
      },
    },
  ];
}

async function replay(mine: Authenticator, person: TestPerson, counter: number) {
  const session = await arrive(person);
  const once = mine.assert(await ask(session), { counter });
  const answers = await atOnce(50, () => send(session, once));
  return countOf(answers, "right");
}

/** Whatever a passkey signs that it should not have is refused, changes nothing, and stands in the trail. */
export const passkeyAttacks: Part = async ({ full }) => {
  const expect = new Expectations();
  const [person, victim] = [await newPerson(), await newPerson()];
  const mine = await giveKey(await arrive(person));
  const theirs = await giveKey(await arrive(victim));
  let [tried, refused] = [0, 0];
  for (let round = 0; round < (full ? 10 : 1); round += 1) {
    const others = attacks(await arrive(person), await arrive(victim), theirs);
    for (const { name, work } of others) {
      const session = await arrive(person);
      const before = [await stateOf(person), await stateOf(victim)];
      const answer = await work(mine, session);
      expect.equal(name, answer, "FACTOR_WRONG");
      expect.equal(
        `the state after ${name}`,
        [await stateOf(person), await stateOf(victim)],
        before,
      );
      const [row] = await admin<{ stage: string }[]>`
        select stage from directory.sessions where id = ${session.id}`;
      expect.equal(`the stage after ${name}`, row?.stage ?? "pending_factor", "pending_factor");
      tried += 1;
      refused += answer === "FACTOR_WRONG" ? 1 : 0;
    }
  }
  const events = [person, victim].map(({ tenants }) => factorEvents(tenants[0] ?? ""));
  const recorded = (await Promise.all(events))
    .flat()
    .filter((action) => action === "factor.refused" || action === "passkey.out-of-turn");
  expect.equal("refusals in the trails", recorded.length, tried);
  const replays = await replay(mine, person, 1_000);
  expect.equal("one answer sent 50 times at once", replays, 1);
  return {
    figures: {
      "passkey attacks": tried,
      refused,
      recorded: recorded.length,
      "replays accepted": replays,
    },
    broken: expect.broken,
  };
};
