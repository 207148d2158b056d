import { request } from "node:http";
import { expect, test } from "@playwright/test";
import { admin, type Colleague, clinics, newColleague } from "#e2e/staff";
import { ask, askAction, comparable, ownOrigin } from "./ask.ts";
import { actionDoors } from "./doors.ts";

// Links that are mailed, from the side of somebody who wants another person's.

const idOf = (name: string) => {
  const door = actionDoors.find((each) => each.name === name);
  if (!door) throw new Error(`there is no action ${name}`);
  return door.id;
};
const emailOf = ({ accountId }: Colleague) => `${accountId}@example.test`;
const chosen = "orchard-lantern-river-43";

const askForReset = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  askAction("/forgot", idOf("askForResetAction"), fields, { headers });

const mailsTo = async (email: string) => {
  const { text } = await ask("/outbox");
  return [...text.matchAll(new RegExp(`${email}(?:(?!</li>).)*?href="/reset/([\\w-]{43})"`, "gs"))];
};

/** The token that somebody was sent. The mail leaves after the answer, so it is waited for. */
async function tokenOf(person: Colleague): Promise<string> {
  await expect.poll(async () => (await mailsTo(emailOf(person))).length).toBeGreaterThan(0);
  return (await mailsTo(emailOf(person)))[0]?.[1] ?? "";
}

const accountOf = async ({ accountId }: Colleague) => {
  const [row] = await admin<{ password_hash: string; epoch: number }[]>`
    select password_hash, epoch from directory.accounts where id = ${accountId}`;
  return row;
};

const choose = (token: string, fields: Record<string, string>, session?: string) =>
  askAction("/reset", idOf("chooseByLinkAction"), fields, {
    headers: { cookie: `__Host-reset=${token}${session ? `; __Host-sid=${session}` : ""}` },
  });

test("an address that somebody has and one that nobody has get the same answer, to the byte and the header", async () => {
  const person = await newColleague(clinics.read, "biller");
  const answers = [];
  for (const email of [emailOf(person), "nobody.at.all@example.test"]) {
    const body = new FormData();
    body.append("_1_email", email);
    body.append("0", JSON.stringify([{ status: "idle" }, "$K1"]));
    const response = await fetch(new URL("/forgot", ownOrigin), {
      method: "POST",
      headers: {
        accept: "text/x-component",
        "next-action": idOf("askForResetAction"),
        origin: ownOrigin,
      },
      body,
    });
    const own = /^(date|x-request-id|content-security-policy)$/;
    const headers = [...response.headers].filter(([name]) => !own.test(name)).sort();
    const text = await response.text();
    answers.push({
      status: response.status,
      headers,
      length: text.length,
      seen: comparable({ status: 0, location: undefined, text }),
    });
    expect(text).toContain('"status":"done"');
    expect(text).not.toContain(email);
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(await tokenOf(person)).toMatch(/^[\w-]{43}$/);
});

test("a forged host changes no link", async () => {
  const person = await newColleague(clinics.read, "biller");
  const form = `--x\r\nContent-Disposition: form-data; name="_1_email"\r\n\r\n${emailOf(person)}\r\n--x\r\nContent-Disposition: form-data; name="0"\r\n\r\n[{"status":"idle"},"$K1"]\r\n--x--\r\n`;
  const { hostname, port } = new URL(ownOrigin);
  await new Promise<void>((answered, failed) => {
    const sent = request(
      {
        hostname,
        port,
        path: "/forgot",
        method: "POST",
        headers: {
          host: "evil.example",
          "x-forwarded-host": "evil.example",
          forwarded: "host=evil.example",
          origin: ownOrigin,
          accept: "text/x-component",
          "next-action": idOf("askForResetAction"),
          "content-type": "multipart/form-data; boundary=x",
          "content-length": Buffer.byteLength(form),
        },
      },
      (response) => response.resume().on("end", answered),
    );
    sent.on("error", failed);
    sent.end(form);
  });
  await askForReset({ email: emailOf(person) }, { "x-forwarded-host": "evil.example" });
  const token = await tokenOf(person);
  const { text } = await ask("/outbox");
  expect(text).toContain(`${ownOrigin}/reset/${token}`);
  expect(text).not.toContain("evil.example");
});

test("no look-alike, list, line break, extra field or huge form gets a mail", async () => {
  const person = await newColleague(clinics.read, "biller");
  const email = emailOf(person);
  const bad: Record<string, string>[] = [
    { email: email.replace("@", "＠") },
    { email: email.replace("example", "exаmple") },
    { email: `${email}, eve@evil.example` },
    { email: `${email}\r\nBcc: eve@evil.example` },
    { email: `"${email}"@evil.example` },
    { email: `${email}\u0000` },
    { email: "" },
    {},
    { email, accountId: person.accountId },
    { email, origin: "https://evil.example" },
    { email, padding: "x".repeat(200_000) },
  ];
  for (const fields of bad) {
    const { text } = await askForReset(fields);
    expect(text, JSON.stringify(fields).slice(0, 80)).toContain('"status":"invalid"');
    expect(text).not.toContain(person.accountId);
  }
  await askForReset({ email, padding: "x".repeat(1_100_000) });
  const rows = await admin`select 1 from directory.links where account_id = ${person.accountId}`;
  expect(rows).toEqual([]);
});

test("of several uses of one link at once one changes the password", async () => {
  const person = await newColleague(clinics.read, "biller");
  await askForReset({ email: emailOf(person) });
  const token = await tokenOf(person);
  const answers = await Promise.all(
    // More would fill the queue of hashing, which everybody else signs in through.
    Array.from({ length: 5 }, (_, at) => choose(token, { password: `${chosen} ${at}` })),
  );
  for (const { status } of answers) expect(status).toBeLessThan(500);
  const account = await accountOf(person);
  expect(account?.epoch).toBe(2);
  expect(account?.password_hash).toMatch(/^\$argon2id\$/);
  const again = await choose(token, { password: `${chosen} again` });
  expect(again.text).toContain("link.dead");
  expect(await accountOf(person)).toEqual(account);
});

test("a link is for its own account alone, whoever is signed in and whatever is sent along", async () => {
  const [person, other] = [
    await newColleague(clinics.read, "biller"),
    await newColleague(clinics.read, "biller"),
  ];
  await askForReset({ email: emailOf(person) });
  const token = await tokenOf(person);
  for (const more of [{ accountId: other.accountId }, { email: emailOf(other) }, { token }]) {
    const { text } = await choose(token, { password: chosen, ...more }, other.token);
    expect(text).toContain('"status":"invalid"');
  }
  for (const wrong of ["", "A".repeat(43), `${token}x`, token.slice(1), "'; drop table x; --"]) {
    expect((await choose(wrong, { password: chosen }, other.token)).text).toContain("link.dead");
  }
  expect(await accountOf(person)).toEqual({ password_hash: "none", epoch: 1 });

  await choose(token, { password: chosen }, other.token);
  expect((await accountOf(person))?.epoch).toBe(2);
  expect(await accountOf(other)).toEqual({ password_hash: "none", epoch: 1 });
  expect((await ask("/", { session: other.token })).status).toBe(200);
  expect((await ask("/", { session: person.token })).status).toBe(307);
});

test("the sixth request for one address from one place has to wait, also for an address nobody has", async () => {
  const person = await newColleague(clinics.read, "biller");
  for (const email of [emailOf(person), `nobody-${person.accountId}@example.test`]) {
    const answers = [];
    for (let count = 0; count < 6; count += 1) answers.push((await askForReset({ email })).text);
    expect(answers.slice(0, 5).every((text) => text.includes('"status":"done"'))).toBe(true);
    expect(answers[5]).toContain('"code":"rate-limited"');
  }
});
