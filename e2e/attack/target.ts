import { randomInt } from "node:crypto";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";

/** What an instance answered. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
}

/** A request in which everything can be a lie. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Without it a POST says that it comes from the instance's own pages; null leaves the origin out. */
  readonly origin?: string | null;
  readonly session?: string | undefined;
}

/** A sign-in that whoever attacks was given. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

/** The instance under attack, and what the attacker knows of it. */
export interface Target {
  readonly origin: string;
  readonly account: Account | undefined;
  readonly other: Account | undefined;
  readonly hasSqlmap: boolean;
  ask(path: string, question?: Ask): Promise<Reply>;
  /** Sends bytes as no client would, and gives what came back. */
  raw(text: string): Promise<string>;
}

/** An instance at an address. */
export function targetAt(
  origin: string,
  known: Pick<Target, "account" | "other" | "hasSqlmap">,
): Target {
  const url = new URL(origin);
  return {
    origin,
    ...known,
    ask: (path, question = {}) => send(url, path, question),
    raw: (text) => sendRaw(url, text),
  };
}

// On this machine the attack comes from an address of its own, where the system has them: the tries it
// uses up at the way in are then nobody else's.
const from = `127.0.0.${randomInt(2, 255)}`;
const isHere = (url: URL) => /^(localhost|127\.[\d.]+)$/.test(url.hostname);
const placeOf = (url: URL) =>
  isHere(url) && process.platform === "linux"
    ? { host: "127.0.0.1", localAddress: from }
    : { host: url.hostname.replace(/^\[|\]$/g, "") };

function send(
  url: URL,
  path: string,
  { method = "GET", headers = {}, body, origin, session }: Ask,
): Promise<Reply> {
  const said = origin === undefined ? url.origin : origin;
  const sent: Record<string, string> = {
    host: url.host,
    ...(method === "POST" && said !== null ? { origin: said } : {}),
    ...(session === undefined ? {} : { cookie: `__Host-sid=${session}` }),
    ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const request = url.protocol === "https:" ? secure : plain;
  return new Promise((answered) => {
    // A connection that is cut is a refusal too: status 0.
    const cut = () => answered({ status: 0, headers: {}, cookies: [], text: "" });
    try {
      const asked = request(
        { ...placeOf(url), port: url.port, path, method, headers: sent, timeout: 20_000 },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("error", cut);
          response.on("end", () => {
            const { "set-cookie": cookies = [], ...rest } = response.headers;
            answered({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(rest).map(([name, value]) => [name, String(value)]),
              ),
              cookies,
              text: Buffer.concat(parts).toString("utf8"),
            });
          });
        },
      );
      asked.on("timeout", () => asked.destroy());
      asked.on("error", cut);
      asked.end(body);
    } catch {
      cut();
    }
  });
}

function sendRaw(url: URL, text: string): Promise<string> {
  return new Promise((answered) => {
    let said = "";
    const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
    const socket =
      url.protocol === "https:"
        ? connectTls({ ...placeOf(url), port, servername: url.hostname })
        : connect({ ...placeOf(url), port });
    socket.setTimeout(4_000, () => socket.destroy());
    socket.on("data", (data) => {
      said += String(data);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => answered(said));
    socket.write(text);
  });
}
