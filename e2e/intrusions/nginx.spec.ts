import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { expect, test } from "@playwright/test";
import { signInOf } from "#e2e/fixtures";
import { admin } from "#e2e/staff";
import { actionDoors } from "./doors.ts";
import { askFront, type Front, hasNginx, startFront } from "./front.ts";

test.describe.configure({ mode: "serial", timeout: 120_000 });
test.skip(!hasNginx(), "nginx is not installed: apt-get install nginx-light openssl");

let front: Front;
test.beforeAll(async () => {
  front = await startFront();
});
test.afterAll(async () => {
  await front?.stop();
});

const ask = (path: string, question: Parameters<typeof askFront>[2] = {}) =>
  askFront(front.port, path, question);

/** Sends the sign-in form. */
async function trySignIn(
  email: string,
  password: string,
  question: { readonly from: string; readonly headers?: Readonly<Record<string, string>> },
) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ email, password, next: "/" }))
    form.append(`_1_${name}`, value);
  form.append("0", JSON.stringify([{ status: "idle" }, "$K1"]));
  const encoded = new Response(form);
  return ask("/sign-in", {
    method: "POST",
    from: question.from,
    headers: {
      origin: front.origin,
      accept: "text/x-component",
      "next-action": actionDoors.find(({ name }) => name === "signInAction")?.id ?? "",
      "content-type": encoded.headers.get("content-type") ?? "",
      ...question.headers,
    },
    body: Buffer.from(await encoded.arrayBuffer()),
  });
}

const throttles = async () => {
  const [row] = await admin<{ count: number }[]>`select count(*)::int from directory.throttles`;
  return row?.count ?? 0;
};

test("without TLS there is only the way to it, and TLS before 1.2 is refused", async () => {
  const plain = await fetch(`http://localhost:${front.httpPort}/patients?x=1`, {
    redirect: "manual",
  });
  expect(plain.status).toBe(301);
  expect(plain.headers.get("location")).toBe(`${front.origin}/patients?x=1`);
  expect(plain.headers.get("server")).toBe("nginx");

  expect(await handshake({ maxVersion: "TLSv1.1" })).toMatch(/ALERT_PROTOCOL_VERSION|UNSUPPORTED/i);
  expect(await handshake({ minVersion: "TLSv1.2", maxVersion: "TLSv1.2" })).toBe("TLSv1.2");
  expect(await handshake({ minVersion: "TLSv1.3" })).toBe("TLSv1.3");
  expect(await handshake({ servername: "other.example" })).toMatch(/UNRECOGNIZED_NAME/i);
});

test("the application's headers come through once, and nginx's own answers have them too", async () => {
  for (const [path, question, status] of [
    ["/sign-in", {}, 200],
    ["/nowhere", {}, 303],
    ["/api/nowhere", {}, 404],
    ["/sign-in", { method: "PUT" }, 405],
    ["/sign-in", { method: "POST", body: "x".repeat(1_100_000) }, 413],
    ["/sign-in", { headers: { "x-long": "x".repeat(9_000) } }, 400],
  ] as const) {
    const { status: got, headers, text } = await ask(path, question);
    expect(got, path).toBe(status);
    const hsts = headers["strict-transport-security"];
    expect(hsts, path).toBe("max-age=63072000; includeSubDomains");
    expect(headers["content-security-policy"], path).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["referrer-policy"], path).toBe("no-referrer");
    expect(headers["cache-control"], path).toMatch(/^private,.*no-store/);
    expect(headers.server, path).toBe("nginx");
    expect(text, path).not.toMatch(/nginx\/\d/);
  }
});

test("a thousand forged addresses fill one bucket, and five of the tries reach the password", async () => {
  const email = `${crypto.randomUUID()}@example.test`;
  const before = await throttles();
  let looked = 0;
  for (let round = 0; round < 50; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const forged = `203.0.${round}.${index}`;
        return trySignIn(email, "not the password at all", {
          from: "127.0.0.21",
          headers: {
            "x-forwarded-for": forged,
            "x-real-ip": forged,
            forwarded: `for=${forged}`,
            "x-chartkeep-address": forged,
          },
        });
      }),
    );
    looked += answers.filter(({ text }) => text.includes('"status":"refused"')).length;
  }
  expect(looked).toBe(5);
  // Counts of one account and one address, a handful; others who sign in meanwhile add some of theirs.
  expect((await throttles()) - before).toBeLessThan(30);
});

test("the address that the proxy saw is the one on record, and a stranger elsewhere has tries left", async () => {
  const { email, password } = signInOf({ clinic: "Northlight Metabolic Clinic", role: "biller" });
  const answer = await trySignIn(email, password, {
    from: "127.0.0.22",
    headers: { "x-forwarded-for": "198.51.100.9" },
  });
  expect(String(answer.headers["set-cookie"])).toMatch(
    /__Host-sid=[\w-]{43}; Path=\/; Secure; HttpOnly/i,
  );
  const rows = await admin<{ address: string }[]>`
    select s.address from directory.sessions s join directory.accounts a on a.id = s.account_id
    where a.email = ${email} order by s.created_at desc limit 1`;
  expect(rows[0]?.address).toBe("127.0.0.22");
});

test("what nginx logs holds no token of a mailed link, and no query", async () => {
  const token = "a".repeat(43);
  for (const path of [
    `/reset/${token}`,
    `/invitation/${token}?x=${token}`,
    `/sign-in?next=${token}`,
  ])
    await ask(path);
  const plain = await fetch(`http://localhost:${front.httpPort}/reset/${token}`, {
    redirect: "manual",
  });
  expect(plain.status).toBe(301);
  await expect.poll(() => front.log()).toContain('"GET /reset/-" 301');
  expect(front.log()).toContain('"GET /invitation/-"');
  expect(front.log()).not.toContain(token);
});

test("how the server stands is for whoever may watch it", async () => {
  const told = await ask("/api/health", { from: "127.0.0.1" });
  expect(told.status).toBe(200);
  expect(JSON.parse(told.text)).toMatchObject({ ready: true, database: "up", keys: "up" });
  expect((await ask("/api/health", { from: "127.0.0.23" })).status).toBe(403);
  expect((await ask("/api/health/live", { from: "127.0.0.23" })).status).toBe(403);
  expect((await ask("/metrics", { from: "127.0.0.1" })).status).toBe(303);
});

test("slow clients are let go, and nobody else waits for them", async () => {
  const slow = await Promise.all(Array.from({ length: 40 }, () => dripping(front.port)));
  const began = Date.now();
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask("/sign-in")));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  await Promise.all(slow.map(({ closed }) => closed));
  expect(Date.now() - began).toBeLessThan(30_000);
});

/** Opens a connection and says a little of a request every second, for as long as it is let. */
function dripping(port: number): Promise<{ closed: Promise<void> }> {
  return new Promise((opened) => {
    const socket: TLSSocket = connect(
      { host: "127.0.0.1", port, servername: "localhost", rejectUnauthorized: false },
      () => {
        socket.write("GET /sign-in HTTP/1.1\r\nHost: localhost\r\n");
        const drip = setInterval(() => socket.write("X-Slow: 1\r\n"), 1_000);
        const closed = new Promise<void>((resolve) => {
          socket.on("close", () => {
            clearInterval(drip);
            resolve();
          });
        });
        opened({ closed });
      },
    );
    socket.on("error", () => undefined);
    socket.resume();
  });
}

/** The protocol that a handshake agrees on, or why there was none. */
function handshake(options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(
      {
        host: "127.0.0.1",
        port: front.port,
        servername: "localhost",
        rejectUnauthorized: false,
        minVersion: "TLSv1",
        ciphers: "ALL:@SECLEVEL=0",
        ...options,
      },
      () => {
        resolve(socket.getProtocol() ?? "none");
        socket.destroy();
      },
    );
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
