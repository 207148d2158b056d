import { proveFactor } from "#lib/auth/session-proof";
import { newSessionToken } from "#lib/auth/session-token";
import { arrive, seen } from "#lib/auth/testing-person";
import { admin } from "#lib/testing";
import { newPerson } from "#lib/testing-people";
import { Checks, type Part } from "./tally.ts";

/** Every row of every table of the product, as text. */
async function dump(): Promise<string> {
  const tables = await admin<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  const texts = [];
  for (const { name } of tables) {
    const [row] = await admin.unsafe(`select string_agg(t::text, E'\\n') as rows from ${name} t`);
    texts.push(String(row?.rows ?? ""));
  }
  return texts.join("\n");
}

/**
 * Tokens are 256 bits that never repeat, and nothing that was written down is one: neither their text
 * nor their bytes are in any row. Twenty people who sign in at once with one account end up with five.
 */
export async function tokens({ full }: { readonly full: boolean }): Promise<Part> {
  const checks = new Checks();
  const made = new Set(Array.from({ length: 10_000 }, newSessionToken));
  checks.that(made.size === 10_000, "a token was made twice");
  checks.that(
    [...made].every((token) => /^[A-Za-z0-9_-]{43}$/.test(token)),
    "a token is not 256 bits of base64url",
  );

  const used: string[] = [];
  for (let people = 0; people < (full ? 50 : 5); people += 1) {
    const { token } = await arrive(await newPerson());
    used.push(token, (await proveFactor(await seen(token), 2))?.token ?? "");
  }
  const crowd = await newPerson();
  const many = await Promise.all(Array.from({ length: 20 }, () => arrive(crowd)));
  used.push(...many.map(({ token }) => token));
  const [row] = await admin<{ count: number }[]>`select count(*)::int as count
    from directory.sessions where account_id = ${crowd.accountId}`;
  checks.that(row?.count === 5, `${row?.count} sessions of one account at once`);

  const text = await dump();
  const found = used.filter(
    (token) =>
      text.includes(token) || text.includes(Buffer.from(token, "base64url").toString("hex")),
  );
  checks.that(found.length === 0, `${found.length} tokens are in the database`);
  checks.that(text.includes("\\x"), "the dump is empty");
  return {
    figures: { tokens: made.size, "tokens looked for": used.length, found: found.length },
    wrong: checks.wrong,
  };
}
