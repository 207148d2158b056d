import { spendTotpCode } from "#lib/factors/totp-factor";
import { atOnce, Expectations, type Part } from "./part.ts";
import { codeAt, databaseTime, forgetSteps, untilEarlyInStep, withApp } from "./people.ts";

/** One code sent by many at once counts once; codes before and after never do, and five seconds of drift are forgiven. */
export const totpUses: Part = async ({ full }) => {
  const expect = new Expectations();
  const [rounds, uses] = full ? [5, 200] : [1, 200];
  let accepted = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { person, typed } = await withApp();
    const code = codeAt(typed, await untilEarlyInStep());
    const answers = await atOnce(uses, () => spendTotpCode(person.accountId, code));
    accepted += answers.filter(Boolean).length;
  }
  expect.equal(`${rounds} codes sent ${uses} times at once`, accepted, rounds);

  const { person, typed } = await withApp();
  const now = await untilEarlyInStep();
  const { accountId } = person;
  let refused = 0;
  for (const offset of [-90, -60, -30, 30, 60]) {
    const code = codeAt(typed, now + offset);
    const isAccepted = await spendTotpCode(accountId, code);
    expect.equal(`a code ${offset} seconds off`, isAccepted, false);
    refused += isAccepted ? 0 : 1;
  }
  expect.equal("the current code", await spendTotpCode(accountId, codeAt(typed, now)), true);
  expect.equal("the same code again", await spendTotpCode(accountId, codeAt(typed, now)), false);

  if (full) {
    // The turn of a step, as it comes: the code before counts for five seconds and not in the sixth.
    await forgetSteps(person);
    const start = (Math.floor((await databaseTime()) / 30) + 1) * 30;
    const until = async (moment: number) => {
      const wait = moment - (await databaseTime());
      await new Promise((resolve) => setTimeout(resolve, Math.max(wait, 0) * 1_000));
    };
    const before = codeAt(typed, start - 1);
    await until(start + 6);
    expect.equal("six seconds late", await spendTotpCode(accountId, before), false);
    await until(start + 30 + 2);
    expect.equal("two seconds late", await spendTotpCode(accountId, codeAt(typed, start)), true);
  }
  return {
    figures: { "one code": rounds * uses, accepted, "old and next codes refused": refused },
    broken: expect.broken,
  };
};
