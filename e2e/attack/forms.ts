import type { Account, Ask, Reply, Target } from "./target.ts";

/** A form of a public page: where it is, and its fields with what they hold. */
export interface PublicForm {
  readonly page: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
}

const withoutEntities = (text: string) =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");

const attribute = (tag: string, name: string) =>
  withoutEntities(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "");

/** The forms of one page, as its HTML holds them. */
export function formsOf(page: string, html: string): readonly PublicForm[] {
  return [...html.matchAll(/<form\b[\s\S]*?<\/form>/g)].map(([form]) => {
    const inputs = [...form.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)].map(([tag]) => ({
      name: /\bname="([^"]*)"/.exec(tag)?.[1] ?? "",
      isHidden: /type="hidden"/.test(tag),
      value: attribute(tag, "value"),
    }));
    const named = inputs.filter(({ name }) => name !== "");
    return {
      page,
      hidden: Object.fromEntries(
        named.filter((each) => each.isHidden).map(({ name, value }) => [name, value]),
      ),
      fields: named.filter((each) => !each.isHidden).map(({ name }) => name),
    };
  });
}

/** The forms of every page that is reached without signing in, from the way in. */
export async function publicForms(target: Target): Promise<readonly PublicForm[]> {
  const seen = new Set<string>();
  const waiting = ["/sign-in"];
  const forms: PublicForm[] = [];
  for (let page = waiting.shift(); page !== undefined && seen.size < 8; page = waiting.shift()) {
    if (seen.has(page)) continue;
    seen.add(page);
    const { status, text } = await target.ask(page);
    if (status !== 200) continue;
    forms.push(...formsOf(page, text).filter(({ fields }) => fields.length > 0));
    for (const [, href = ""] of text.matchAll(/<a\b[^>]*href="(\/[a-z][^"#?]*)"/g))
      waiting.push(href);
  }
  return forms;
}

/** Sends a form as a browser without scripts does. */
export async function submit(
  target: Target,
  form: PublicForm,
  values: Readonly<Record<string, string>>,
  question: Ask = {},
): Promise<Reply> {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...form.hidden, ...values }))
    data.append(name, value);
  const encoded = new Response(data);
  return target.ask(form.page, {
    method: "POST",
    ...question,
    headers: { "content-type": encoded.headers.get("content-type") ?? "", ...question.headers },
    body: Buffer.from(await encoded.arrayBuffer()),
  });
}

/** The form of the way in. */
export async function signInForm(target: Target): Promise<PublicForm | undefined> {
  const { text } = await target.ask("/sign-in");
  return formsOf("/sign-in", text).find(({ fields }) => fields.includes("password"));
}

/** The session cookie that an answer hands out. */
export const sessionIn = ({ cookies }: Reply): string | undefined =>
  cookies.map((line) => /^__Host-sid=([^;]+)/.exec(line)?.[1]).find(Boolean);

/** Signs in, and gives the session or undefined. */
export async function signIn(
  target: Target,
  { email, password }: Account,
  question: Ask = {},
): Promise<string | undefined> {
  const form = await signInForm(target);
  if (!form) return undefined;
  return sessionIn(await submit(target, form, { email, password }, question));
}
