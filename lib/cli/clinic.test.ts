import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closePool } from "#db/client";
import { newId } from "#lib/ids";
import { signIn } from "#lib/testing-logins";
import { clinicAct } from "./clinic-acts.ts";
import { Complaint } from "./complaint.ts";

beforeAll(async () => {
  await signIn("operator");
});
afterAll(closePool);

/** Does what the command does once it is signed in: the exit code, and what it would print. */
async function clinic(...args: string[]) {
  const said: string[] = [];
  const print = vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
  try {
    const code = await clinicAct(args)();
    return { code, output: said.join("\n") };
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    return { code: 1, output: error.message };
  } finally {
    print.mockRestore();
  }
}

const slug = `cli-${newId()}`;
const reason = ["--reason", "The contract has ended"];
const create = (email: string) => {
  const what = ["create", "--slug", slug, "--name", "Harbor Clinic", "--specialty", "peptide"];
  const who = ["--zone", "America/Chicago", "--admin-name", "Ada Byron", "--admin-email", email];
  return clinic(...what, ...who);
};

test("a clinic is made, suspended, offboarded and listed from the command line", async () => {
  const email = `${newId()}@example.test`;
  expect(await create(email)).toEqual({
    code: 0,
    output: `Harbor Clinic (${slug}) was made.\n${email} was sent an invitation, good for 72 hours.`,
  });
  const early = await clinic("offboard", "--clinic", slug, ...reason, "--confirm", slug);
  expect(early).toEqual({
    code: 1,
    output: "Harbor Clinic is active: suspend it first, so that nobody works in it meanwhile.",
  });
  expect((await clinic("suspend", "--clinic", slug, ...reason)).output).toBe(
    "Harbor Clinic is suspended: 0 sessions were ended, and nobody can enter it.",
  );
  const notice = await clinic("offboard", "--clinic", slug, ...reason, "--confirm", "other");
  expect(notice.code).toBe(1);
  expect(notice.output).toMatch(/"other" is not the slug[\s\S]*Nothing was changed/);
  expect((await clinic("offboard", "--clinic", slug, ...reason, "--confirm", slug)).code).toBe(0);
  expect((await clinic("resume", "--clinic", slug, ...reason)).output).toBe(
    "Harbor Clinic was offboarded, and that is not undone.",
  );
  const listed = await clinic("list", "--json");
  const lines = JSON.parse(listed.output) as { slug: string; status: string }[];
  expect(lines.find((line) => line.slug === slug)?.status).toBe("offboarded");
}, 60_000);

test("what is wrong is said in one sentence, all at once, and nothing is done", async () => {
  const said = await clinic(
    "create",
    "--slug",
    "Bad Slug",
    "--zone",
    "Chicago",
    "--name",
    "Harbor",
  );
  expect(said).toMatchObject({ code: 1 });
  expect(said.output.split("\n")).toHaveLength(1);
  expect(said.output).toMatch(/^--slug has 2 to 63.*--specialty is missing.*--zone is a time zone/);
  for (const [args, sentence] of [
    [["suspend", "--clinic", "nobody-has-this", ...reason], /^There is no clinic with the slug/],
    [["suspend", "--clinic", "x", "--reason", "short"], /^--reason has 10 characters or more/],
    [["list", "--confirm", "x"], /^Usage: npm run clinic -- list/],
  ] as const) {
    const { code, output } = await clinic(...args);
    expect([code, output]).toEqual([1, expect.stringMatching(sentence)]);
  }
});
