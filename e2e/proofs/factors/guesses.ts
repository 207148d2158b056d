import { checkProof } from "#lib/factors/prove";
import { arrive } from "#lib/factors/testing-person";
import { atOnce, countOf, Expectations, ended, type Part } from "./part.ts";
import { codeAt, databaseTime, withApp, wrongCode } from "./people.ts";

/** However many guesses come at once, five of one session and ten an hour of one account are looked at. */
export const guesses: Part = async ({ full }) => {
  const expect = new Expectations();
  const { person, typed } = await withApp();
  const perSession = full ? 100 : 25;
  const sessions = [await arrive(person), await arrive(person), await arrive(person)];
  const code = wrongCode(typed, await databaseTime());

  const first = await atOnce(perSession, () =>
    ended(checkProof(sessions[0] ?? never(), { by: "code", code })),
  );
  expect.equal("guesses of one session that were looked at", countOf(first, "FACTOR_WRONG"), 5);
  const rest = await Promise.all(
    sessions
      .slice(1)
      .map((session) => atOnce(perSession, () => ended(checkProof(session, { by: "code", code })))),
  );
  const looked = countOf(first, "FACTOR_WRONG") + countOf(rest.flat(), "FACTOR_WRONG");
  expect.equal("guesses of the account that were looked at", looked, 10);
  const right = codeAt(typed, await databaseTime());
  const late = await ended(checkProof(await arrive(person), { by: "code", code: right }));
  expect.equal("the right code after that", late, "RateLimited");
  return { figures: { guesses: perSession * 3, "looked at": looked }, broken: expect.broken };
};

function never(): never {
  throw new Error("there is a session");
}
