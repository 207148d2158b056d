import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterAll, expect, test } from "vitest";
import { invitationLetter, resetLetter } from "./letters.ts";
import { MailFailed } from "./mailer.ts";
import { type SmtpSettings, smtpMailer } from "./smtp.ts";
import { selfSigned } from "./testing-certificate.ts";
import { startMailServer, type TestMailServer } from "./testing-server.ts";

const from = "Chartkeep <no-reply@clinic.example>";
const to = "ada@example.test";
const letter = resetLetter("https://clinic.example/reset/secret-token", 10);
const running: TestMailServer[] = [];

const start: typeof startMailServer = async (...options) => {
  const server = await startMailServer(...options);
  running.push(server);
  return server;
};
afterAll(() => Promise.all(running.map((server) => server.stop())));

const settings = (
  { port, ca }: { port: number; ca?: string },
  more: Partial<SmtpSettings> = {},
): SmtpSettings => ({
  url: `smtp://127.0.0.1:${port}`,
  from,
  isTlsRequired: true,
  patience: 2_000,
  ...(ca === undefined ? {} : { ca }),
  ...more,
});

/** The failure of a mail that must not go through. */
async function failureOf(options: SmtpSettings, recipient = to): Promise<MailFailed> {
  const error = await smtpMailer(options)
    .send({ to: recipient, ...letter })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MailFailed);
  const text = JSON.stringify([String(error), error, Object.entries(error as object)]);
  expect(text).not.toContain("ada");
  expect(text).not.toContain("secret-token");
  return error as MailFailed;
}

test("a mail arrives as text and as HTML, over a connection that became TLS before anything was said", async () => {
  const server = await start();
  await smtpMailer(settings(server)).send({ to, ...letter });
  const [mail] = server.received;
  expect(mail).toMatchObject({ from: "no-reply@clinic.example", to: [to], wasSecure: true });
  expect(mail?.raw).toMatch(/^Subject: Choose a new Chartkeep password\r$/m);
  expect(mail?.raw).toMatch(/^To: ada@example\.test\r$/m);
  expect(mail?.raw).toMatch(/Content-Type: multipart\/alternative/);
  expect(mail?.raw).toContain("https://clinic.example/reset/secret-token");
});

test("smtps:// is TLS from the first byte, with the user and the password of the URL", async () => {
  const seen: string[] = [];
  const server = await start({
    secure: true,
    authOptional: false,
    onAuth(auth, _session, done) {
      seen.push(`${auth.username} ${auth.password}`);
      done(null, { user: auth.username });
    },
  });
  const url = `smtps://clinic:p%40ss%3Aword@127.0.0.1:${server.port}`;
  await smtpMailer(settings(server, { url })).send({ to, ...letter });
  expect(server.received).toHaveLength(1);
  expect(seen).toEqual(["clinic p@ss:word"]);
});

test("where TLS is required a server without it gets neither the password nor the mail", async () => {
  const seen: string[] = [];
  const server = await start({
    hideSTARTTLS: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      seen.push(`${auth.username}`);
      done(null, { user: auth.username });
    },
  });
  const url = `smtp://clinic:password@127.0.0.1:${server.port}`;
  await failureOf(settings(server, { url }));
  expect(server.received).toEqual([]);
  expect(seen).toEqual([]);

  await smtpMailer(settings(server, { isTlsRequired: false })).send({ to, ...letter });
  expect(server.received).toMatchObject([{ wasSecure: false }]);
});

test("a server that nobody vouches for gets nothing", async () => {
  const server = await start();
  const { cert } = selfSigned();
  await failureOf(settings({ port: server.port }));
  await failureOf(settings({ port: server.port, ca: cert }));
  expect(server.received).toEqual([]);
});

test.each([
  [
    "refuses the sender",
    {
      onMailFrom: (_a: unknown, _s: unknown, done: (e: Error) => void) => done(new Error("no ada")),
    },
  ],
  [
    "refuses the recipient",
    {
      onRcptTo: (_a: unknown, _s: unknown, done: (e: Error) => void) =>
        done(new Error("no such user ada")),
    },
  ],
  [
    "refuses the text",
    {
      onData: (s: NodeJS.ReadableStream, _: unknown, done: (e: Error) => void) => {
        s.resume();
        s.on("end", () => done(new Error("spam for ada")));
      },
    },
  ],
  ["demands a password", { authOptional: false }],
])("a server that %s is a failure without the address in it", async (_, options) => {
  const server = await start(options as never);
  await failureOf(settings(server));
  expect(server.received).toEqual([]);
});

async function silent(answer: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (answer !== "") socket.write(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

test.each([
  ["says nothing", ""],
  ["greets and says no more", "220 here\r\n"],
  ["never ends its greeting", "220-here\r\n"],
])("a server that %s is given up on in time", async (_, answer) => {
  const server = await silent(answer);
  const { port } = server.address() as { port: number };
  const began = performance.now();
  await failureOf(settings({ port }, { patience: 150 }));
  expect(performance.now() - began).toBeLessThan(5_000);
  server.close();
});

test("a server that is not there is a failure at once", async () => {
  const server = await silent("");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  expect((await failureOf(settings({ port }))).code).toMatch(/^E/);
});

test.each([
  "ada@example.test\r\nBcc: eve@example.test",
  "ada@example.test\nRCPT TO:<eve@example.test>",
  "ada@example.test, eve@example.test",
  "ada@example.test eve@example.test",
  "Ada <ada@example.test>",
  "ada＠example.test",
  "ada@exаmple.test",
  "ADA@example.test",
  "",
])("%j is nobody's address, and no server hears of it", async (address) => {
  const server = await start();
  expect((await failureOf(settings(server), address)).code).toBe("EADDRESS");
  expect(server.received).toEqual([]);
});

test("a clinic's name adds no header, no link and no markup", async () => {
  const server = await start();
  const clinic = 'Eve\r\nBcc: eve@example.test\r\n\r\n<a href="https://evil.example">x</a>';
  const link = "https://clinic.example/invitation/token";
  await smtpMailer(settings(server)).send({ to, ...invitationLetter(clinic, link, 72) });
  const [mail] = server.received;
  expect(mail?.to).toEqual([to]);
  const [head = "", body = ""] = mail?.raw.split(/\r\n\r\n(.*)/s) ?? [];
  expect(head).not.toMatch(/^Bcc|eve/im);
  expect(head).toMatch(/^Subject: Your invitation to Chartkeep\r$/m);
  const html = body.replace(/=\r\n/g, "").split("text/html")[1] ?? "";
  expect(html).toContain("/invitation/token");
  expect(html).not.toMatch(/<a href=(?:3D)?"https:\/\/evil/);
});
