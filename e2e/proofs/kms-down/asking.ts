import { found } from "#e2e/watch";

/** An answer, and how long it took. */
export interface TimedAnswer {
  readonly what: string;
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
  readonly milliseconds: number;
}

/** How a question is asked: as whom, and for what. */
export interface Asking {
  readonly session?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

/** Asks the server under test once, follows nothing, and waits for the last byte. */
export async function timed(
  path: string,
  { session, headers, body }: Asking = {},
): Promise<TimedAnswer> {
  const origin = process.env.E2E_ORIGIN ?? "";
  const begin = performance.now();
  const response = await fetch(new URL(path, origin), {
    redirect: "manual",
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(session === undefined ? {} : { cookie: `__Host-sid=${session}` }),
      ...(body === undefined ? {} : { origin }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  return {
    what: path,
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    text,
    milliseconds: performance.now() - begin,
  };
}

/** A question to a JSON route. */
export const jsonAsking = (session: string, json: unknown): Asking => ({
  session,
  headers: { "content-type": "application/json", "x-requested-with": "chartkeep" },
  body: JSON.stringify(json),
});

/** The call of a server action with the fields of its form, as React makes it. */
export function actionAsking(
  session: string,
  id: string,
  fields: Readonly<Record<string, string>>,
): Asking {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(`_1_${name}`, value);
  body.append("0", JSON.stringify([{ status: "idle" }, "$K1"]));
  return { session, headers: { accept: "text/x-component", "next-action": id }, body };
}

/** What a page says where there is nothing. Said in place of what is sealed, it would be a lie. */
const emptyWords = [
  "None",
  "Not recorded",
  "No known allerg",
  "No patient",
  "No problem",
  "No prescription",
  "No note",
  "No lab result",
  "No vital sign",
  "No visit",
  "No invoice",
  "No event",
  "No code",
  "Nothing was",
];

/** What an answer shows of these secrets, and what it says to be empty. */
export function shownIn({ text }: TimedAnswer, secrets: readonly string[]) {
  const words = emptyWords.filter((each) => new RegExp(`[>"]${each}`).test(text));
  return { secrets: found(text, secrets), words };
}
