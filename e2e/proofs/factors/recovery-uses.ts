import { spendRecoveryCode } from "#lib/factors/recovery-codes";
import { atOnce, Expectations, type Part } from "./part.ts";
import { withApp } from "./people.ts";

/** A recovery code sent by many at once counts once, for its own person; nothing that was used counts again. */
export const recoveryUses: Part = async ({ full }) => {
  const expect = new Expectations();
  const { person, codes } = await withApp();
  const stranger = (await withApp()).person;
  const tried = codes.slice(0, full ? 10 : 3);
  const uses = 100;
  let accepted = 0;
  for (const code of tried) {
    expect.equal(
      "a code of somebody else",
      await spendRecoveryCode(stranger.accountId, code),
      undefined,
    );
    const answers = await atOnce(uses, () => spendRecoveryCode(person.accountId, code));
    accepted += answers.filter(Boolean).length;
    expect.equal("a used code", await spendRecoveryCode(person.accountId, code), undefined);
  }
  expect.equal(`${tried.length} recovery codes sent ${uses} times at once`, accepted, tried.length);
  return {
    figures: { "recovery uses": tried.length * uses, "recovery accepted": accepted },
    broken: expect.broken,
  };
};
