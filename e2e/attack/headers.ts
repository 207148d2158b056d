import type { Ask, Target } from "./target.ts";
import { type Attack, each } from "./verdict.ts";

/** Each class of answer, and how a stranger gets one. */
const classes: readonly (readonly [name: string, path: string, ask: Ask])[] = [
  ["a page", "/sign-in", {}],
  ["a page's head", "/sign-in", { method: "HEAD" }],
  ["a redirect", "/patients", {}],
  ["an unknown address", "/nope/nope", {}],
  ["an unknown door", "/api/nope", {}],
  ["a door by the wrong method", "/api/patients/search", {}],
  [
    "a door without a session",
    "/api/patients/search",
    {
      method: "POST",
      headers: { "content-type": "application/json", "x-requested-with": "chartkeep" },
      body: "{}",
    },
  ],
  ["a method nobody serves", "/sign-in", { method: "DELETE" }],
  ["a file that is not there", "/_next/static/chunks/nope.js", {}],
  ["an image to optimise", "/_next/image?url=%2Fa.png&w=64&q=75", {}],
  ["the router's request", "/sign-in", { headers: { rsc: "1" } }],
  ["a prefetch", "/sign-in", { headers: { rsc: "1", "next-router-prefetch": "1" } }],
  ["the router's file", "/patients.rsc", {}],
  ["a foreign post", "/sign-in", { method: "POST", origin: "https://evil.example", body: "x" }],
  ["an address that is no text", "/patients/%ff", {}],
];

/** What is missing from an answer's headers, or too much in them. */
function faultsOf(headers: Readonly<Record<string, string>>): readonly string[] {
  const wanted: Readonly<Record<string, RegExp>> = {
    "strict-transport-security": /max-age=(?:3[1-9]|[4-9]\d)\d{6,}.*includeSubDomains/,
    "x-content-type-options": /^nosniff$/,
    "referrer-policy": /^no-referrer$/,
    "cross-origin-opener-policy": /^same-origin$/,
    "cross-origin-resource-policy": /^same-origin$/,
    "permissions-policy": /camera=\(\)/,
    "content-security-policy": /^(?!.*unsafe-)(?=.*frame-ancestors 'none')(?=.*base-uri 'none')/,
    "cache-control": /no-store/,
  };
  const wrong = Object.entries(wanted).flatMap(([name, pattern]) =>
    pattern.test(headers[name] ?? "") ? [] : [`${name}: ${headers[name] ?? "absent"}`],
  );
  const told = ["x-powered-by", "x-aspnet-version", "via"].filter((name) => headers[name]);
  const server = /\d/.test(headers.server ?? "") ? [`server: ${headers.server}`] : [];
  return [...wrong, ...told.map((name) => `${name}: ${headers[name]}`), ...server];
}

const ofClass = ([name, path, ask]: (typeof classes)[number]): Attack => ({
  name: `headers of ${name}`,
  expected: "all of them, and no more",
  run: (target) =>
    each([path], async () => {
      const reply = await target.ask(path, ask);
      const faults = faultsOf(reply.headers);
      return faults.length > 0 ? `${reply.status} ${faults.join(", ")}` : undefined;
    }),
});

const nonceOf = async (target: Target) =>
  /'nonce-([^']+)'/.exec(
    (await target.ask("/sign-in")).headers["content-security-policy"] ?? "",
  )?.[1];

/** Whether every class of answer carries the headers that never vary. */
export const headerAttacks: readonly Attack[] = [
  ...classes.map(ofClass),
  {
    name: "nonce of the policy",
    expected: "16 bytes or more, never twice",
    run: async (target) => {
      const nonces = [await nonceOf(target), await nonceOf(target), await nonceOf(target)];
      const isGood =
        new Set(nonces).size === 3 && nonces.every((nonce) => (nonce?.length ?? 0) >= 22);
      return { tried: 3, wrong: isGood ? [] : [nonces.join(" ")] };
    },
  },
  {
    name: "transport",
    expected: "TLS, or this machine alone",
    run: async ({ origin }) => {
      const { protocol, hostname } = new URL(origin);
      const isFine = protocol === "https:" || /^(localhost|127\.|\[?::1)/.test(hostname);
      return { tried: 1, wrong: isFine ? [] : [`${protocol} to ${hostname}`] };
    },
  },
];
