/** An answer as far as an intruder can see it. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** A request as an intruder makes it: every header is theirs to choose. */
export interface Question {
  readonly method?: "GET" | "POST";
  readonly session?: string | undefined;
  /** The Origin header: our own unless said otherwise; null for none. */
  readonly origin?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

/** The address of the server that is attacked. */
export const ownOrigin = process.env.E2E_ORIGIN ?? "http://localhost:3000";

/**
 * Sends one request as it is. The router's own detour to the same page under the address that its
 * headers belong to is followed, as a browser would; nothing else is.
 */
export async function ask(path: string, question: Question = {}): Promise<Answer> {
  const answer = await send(path, question);
  const detour = /[?&]_rsc/.test(answer.location ?? "") && question.headers?.rsc !== undefined;
  return detour ? send(answer.location ?? path, question) : answer;
}

/** Sends one request and follows nothing. A connection that the server cuts is a refusal, of status 0. */
async function send(path: string, question: Question): Promise<Answer> {
  const { method = "GET", session, origin = ownOrigin, headers, body } = question;
  try {
    const response = await fetch(new URL(path, ownOrigin), {
      method,
      redirect: "manual",
      headers: {
        ...(session === undefined ? {} : { cookie: `__Host-sid=${session}` }),
        ...(method === "GET" || origin === null ? {} : { origin }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(20_000),
    });
    return {
      status: response.status,
      location: response.headers.get("location") ?? undefined,
      text: await response.text(),
    };
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError") throw error;
    return { status: 0, location: undefined, text: "" };
  }
}

/** Asks a JSON route. */
export const askRoute = (path: string, json: unknown, question: Question = {}): Promise<Answer> =>
  ask(path, {
    method: "POST",
    ...question,
    headers: {
      "content-type": "application/json",
      "x-requested-with": "chartkeep",
      ...question.headers,
    },
    body: typeof json === "string" ? json : JSON.stringify(json),
  });

/** Sends a server action the fields of a form, as React would after an idle state. */
export function askAction(
  path: string,
  id: string,
  fields: Readonly<Record<string, string>>,
  question: Question = {},
): Promise<Answer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append("0", JSON.stringify([{ status: "idle" }, "$K1"]));
  return ask(path, {
    method: "POST",
    ...question,
    headers: { accept: "text/x-component", "next-action": id, ...question.headers },
    body,
  });
}

/** What an action answered, in the words of its form's state; "none" when it did not even begin. */
export function stateOf({ text }: Answer): string {
  const state = /^\w+:(\{"status":"(\w[\w-]*)".*)$/m.exec(text);
  const code = /"code":"([\w.-]+)"/.exec(state?.[1] ?? "");
  return [state?.[2] ?? "none", code?.[1]].filter(Boolean).join(" ");
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * An answer without what differs between any two of the same page: ids and nonces, the framework's
 * name for the request, the seconds a session has left, and in which order and under which numbers parts of the page were ready.
 */
export function comparable({ status, location, text }: Answer): unknown {
  return {
    status,
    location: location?.replace(uuid, "ID"),
    parts: text
      .replace(uuid, "ID")
      .replace(/nonce(="|\\?":\\?")[A-Za-z0-9+/=]+/g, "NONCE")
      .replace(/"[\w-]{21}[vm](\\?")/g, "KEY$1")
      .replace(/(idle|overall)Seconds\\?":\d+/g, "$1")
      .replace(/"\]\)<\/script><script[^>]*>self\.__next_f\.push\(\[1,"/g, "")
      .replace(/"\$[A-Z@]*[0-9a-f]+(\\?")/g, "PART$1")
      .split(/\n|\\n/)
      .map((part) => part.replace(/^[0-9a-f]+:/, ""))
      .sort(),
  };
}
