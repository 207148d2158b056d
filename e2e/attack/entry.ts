import { randomUUID } from "node:crypto";
import { publicForms, sessionIn, signInForm, submit } from "./forms.ts";
import type { Reply } from "./target.ts";
import { type Attack, each, insides, skipped } from "./verdict.ts";

/** What belongs to one kind of injection. None does harm: each only makes itself noticed. */
const payloads: Readonly<Record<string, readonly string[]>> = {
  SQL: ["' or '1'='1' --", "'; select pg_sleep(5) --", "1) union select null,null --", "\\'; --"],
  template: ["{{7*191}}", `$${"{7*191}"}`, "<%= 7*191 %>", "#{7*191}"],
  command: ["; sleep 5", "$(sleep 5)", "`sleep 5`", "| sleep 5"],
  directory: ["*)(uid=*", "admin)(&)", "*"],
  script: ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"],
  "control character": ["a\u0000b", "a\u202Eb", "\uFFFE", "a\r\nSet-Cookie: x=1"],
};

const isSound = (payload: string, { status, text, cookies }: Reply, milliseconds: number) => {
  if (status >= 500 || status === 0) return `${status}`;
  if (insides.test(text)) return "an error that talks";
  if (text.includes("1337")) return "the template was worked out";
  if (payload.includes("<") && text.includes(payload)) return "it came back as markup";
  if (cookies.some((cookie) => /^(x=1|__Host-sid=[\w-]{43})/.test(cookie)))
    return "it handed out a cookie";
  return milliseconds > 4_800 ? `it took ${Math.round(milliseconds)} ms` : undefined;
};

const injection = (kind: string): Attack => ({
  name: `${kind} in every public field`,
  expected: "refused as any other text",
  run: async (target) => {
    const forms = await publicForms(target);
    if (forms.length === 0) return { tried: 0, wrong: ["no form was found"] };
    const tries = forms.flatMap((form) =>
      (payloads[kind] ?? []).map((payload) => ({ form, payload })),
    );
    return each(tries, async ({ form, payload }) => {
      const hidden = Object.keys(form.hidden).filter((name) => !name.startsWith("$"));
      const names = [...form.fields, ...hidden];
      const began = performance.now();
      const reply = await submit(
        target,
        form,
        Object.fromEntries(names.map((name) => [name, payload])),
      );
      const fault = isSound(payload, reply, performance.now() - began);
      return fault && `${form.page} ${JSON.stringify(payload)}: ${fault}`;
    });
  },
});

const redirects = [
  "//evil.example",
  "https://evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "/%09/evil.example",
  "///evil.example",
  "javascript:alert(1)",
  "/@evil.example",
  "http:evil.example",
  "/sign-in/../../evil.example//",
  "\thttps://evil.example",
];

const tokens = [
  "x",
  "x".repeat(43),
  "eyJhbGciOiJub25lIn0.eyJyb2xlIjoidGVuYW50X2FkbWluIn0.",
  "../../etc/passwd",
  "' or 1=1 --",
  "a".repeat(5_000),
  "%00",
];

/** What a stranger can try at the way in. */
export const entryAttacks: readonly Attack[] = [
  ...Object.keys(payloads).map(injection),
  {
    name: "the way in leads elsewhere",
    expected: "only to our own pages",
    run: (target) =>
      each(redirects, async (next) => {
        const { text, headers } = await target.ask(`/sign-in?next=${encodeURIComponent(next)}`);
        const where = /name="next" value="([^"]*)"/.exec(text)?.[1] ?? headers.location ?? "";
        const isOurs = URL.parse(where, target.origin)?.origin === target.origin;
        return isOurs ? undefined : `${next}: ${where}`;
      }),
  },
  {
    name: "forged session cookies",
    expected: "the way in",
    run: (target) =>
      each(tokens, async (session) => {
        const { status, headers } = await target.ask("/patients", { session });
        return /sign-in/.test(headers.location ?? "") || status === 431
          ? undefined
          : `${session.slice(0, 20)}: ${status}`;
      }),
  },
  {
    name: "a role by request",
    expected: "no such door",
    run: (target) =>
      each(
        [
          "/api/auth/session",
          "/api/auth/signout",
          "/api/auth/providers",
          "/api/auth/signin/email",
          "/api/auth/callback/github",
        ],
        async (path) => {
          const { status, cookies } = await target.ask(path, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: '{"data":{"role":"tenant_admin","tenantId":"x"},"csrfToken":"x"}',
          });
          return status === 404 && sessionIn({ cookies } as Reply) === undefined
            ? undefined
            : `${path}: ${status}`;
        },
      ),
  },
  {
    name: "keys that reach prototypes",
    expected: "refused, and nothing inherits them",
    run: async (target) => {
      const form = await signInForm(target);
      if (!form) return { tried: 0, wrong: ["there is no form on /sign-in"] };
      return each(
        [
          "__proto__",
          "constructor",
          "__proto__[isAdmin]",
          "constructor.prototype.isAdmin",
          "toString",
        ],
        async (key) => {
          const reply = await submit(target, form, {
            email: `${randomUUID()}@example.test`,
            password: "x",
            [key]: "1",
          });
          const after = await target.ask("/patients");
          return reply.status >= 500 || !/sign-in/.test(after.headers.location ?? "")
            ? `${key}: ${reply.status}`
            : undefined;
        },
      );
    },
  },
  {
    name: "who has an account",
    expected: "the same answer for everybody",
    run: async (target) => {
      if (!target.account) return skipped("no sign-in was given");
      const form = await signInForm(target);
      if (!form) return { tried: 0, wrong: ["there is no form on /sign-in"] };
      const replies: string[] = [];
      for (const email of [target.account.email, `nobody-${randomUUID()}@example.test`]) {
        const { status, headers, cookies, text } = await submit(target, form, {
          email,
          password: "not the password",
        });
        const plain = text
          .replaceAll(email, "EMAIL")
          .replace(
            /[0-9a-f-]{36}|nonce="[^"]*"|[\w-]{21}[vm]|\$ACTION_KEY" value="\w+"|"[A-Za-z0-9+/]{22}=="/g,
            "",
          );
        replies.push(
          [status, Object.keys(headers).sort().join(), cookies.length, plain.length].join(" "),
        );
      }
      return { tried: 2, wrong: replies[0] === replies[1] ? [] : [replies.join(" / ")] };
    },
  },
  {
    name: "one account, many tries, forged addresses",
    expected: "five are looked at, then a wait",
    run: async (target) => {
      const form = await signInForm(target);
      if (!form) return { tried: 0, wrong: ["there is no form on /sign-in"] };
      const email = `${randomUUID()}@example.test`;
      const replies: Reply[] = [];
      for (let count = 0; count < 12; count += 1) {
        const forged = `198.51.100.${count}`;
        const headers = {
          "x-forwarded-for": forged,
          "x-real-ip": forged,
          "x-chartkeep-address": forged,
          forwarded: `for=${forged}`,
        };
        replies.push(
          await submit(target, form, { email, password: `wrong ${count}` }, { headers }),
        );
      }
      const looked = replies.filter(({ text }) => !/Too many tries|Wait \d+/.test(text)).length;
      return { tried: 12, wrong: looked <= 5 ? [] : [`${looked} were looked at`] };
    },
  },
];
