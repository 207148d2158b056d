import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { flightBodies, skippedProxy } from "#e2e/intrusions/framework-attacks";
import { signInForm } from "./forms.ts";
import type { Target } from "./target.ts";
import { type Attack, each, insides } from "./verdict.ts";

const closed = [
  "/",
  "/patients",
  "/billing",
  "/admin/audit",
  "/patients/00000000-0000-7000-8000-00000000dead",
];

const opened = async (
  target: Target,
  path: string,
  headers: Readonly<Record<string, string>> = {},
) => {
  const { status, headers: got } = await target.ask(path, { headers });
  const isShut =
    status === 404 || status === 401 || status === 405 || /sign-in|_rsc/.test(got.location ?? "");
  return isShut ? undefined : `${path}: ${status}`;
};

const ways = (
  name: string,
  suffixes: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Attack => ({
  name,
  expected: "the way in, or nothing",
  run: (target) =>
    each(
      closed.flatMap((page) =>
        suffixes.map((suffix) => `${page === "/" ? "/index" : page}${suffix}`),
      ),
      (path) => opened(target, path, headers),
    ),
});

/** The id of an action that anybody may call, as the page's own form names it. */
async function actionOf(target: Target): Promise<string> {
  const form = await signInForm(target);
  return /"id":"(\w+)"/.exec(JSON.stringify(form?.hidden ?? {}).replaceAll('\\"', '"'))?.[1] ?? "";
}

async function post(target: Target, id: string, body: string | FormData) {
  const encoded = new Response(body);
  return target.ask("/sign-in", {
    method: "POST",
    headers: {
      accept: "text/x-component",
      "next-action": id,
      "content-type": encoded.headers.get("content-type") ?? "",
    },
    body: Buffer.from(await encoded.arrayBuffer()),
  });
}

/** What went wrong in the framework before, tried from outside. */
export const frameworkAttacks: readonly Attack[] = [
  {
    name: "header that skipped the proxy",
    expected: "the way in",
    run: (target) =>
      each(
        closed.flatMap((path) => skippedProxy.map((value) => [path, value] as const)),
        ([path, value]) => opened(target, path, { "x-middleware-subrequest": value }),
      ),
  },
  ways(
    "pages as the router's files",
    [".rsc", ".segments/_tree.segment.rsc", ".segments/_full.segment.rsc"],
    { rsc: "1" },
  ),
  ways("pages with the router's headers", ["?_rsc=1"], {
    rsc: "1",
    "next-router-prefetch": "1",
    "next-router-segment-prefetch": "/_tree",
  }),
  ways("pages with route parameters put in", [
    "?nxtPpatientId=1",
    "?nxtIpatientId=1",
    "?__nextDefaultLocale=en",
  ]),
  {
    name: "policy and nonce brought along",
    expected: "not the page's",
    run: async (target) => {
      const headers = {
        "content-security-policy": "script-src 'nonce-evilevil'",
        "x-nonce": "evilevil",
      };
      const { text, headers: got } = await target.ask("/sign-in", { headers });
      const isKept = `${text} ${JSON.stringify(got)}`.includes("evilevil");
      return { tried: 1, wrong: isKept ? ["the page took it"] : [] };
    },
  },
  {
    name: "rubbish for actions",
    expected: "no source, no stack, still serving",
    run: async (target) => {
      const id = await actionOf(target);
      return each(flightBodies(id), async ([kind, body]) => {
        const { text } = await post(target, id, body);
        const isTelling = insides.test(text) || text.includes("pwned");
        const { status } = await target.ask("/sign-in");
        return isTelling || status !== 200 ? `${kind}: then ${status}` : undefined;
      });
    },
  },
  {
    name: "actions that do not exist",
    expected: "no crash and no list",
    run: (target) =>
      each(["0".repeat(42), "x", "__proto__", "constructor", "a".repeat(9_000)], async (id) => {
        const { status, text } = await post(target, id, "[]");
        return insides.test(text) || status === 200 ? `${id.slice(0, 12)}: ${status}` : undefined;
      }),
  },
  {
    name: "bodies over the limit",
    expected: "refused, none used",
    run: (target) =>
      each([70_000, 1_100_000, 12_000_000], async (size) => {
        const { status } = await target.ask("/api/auth/callback/credentials", {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: `email=a&password=${"x".repeat(size)}`,
        });
        return [0, 400, 403, 413].includes(status) ? undefined : `${size} bytes: ${status}`;
      }),
  },
  {
    name: "addresses for the server to ask",
    expected: "it asks none",
    run: async (target) => {
      let hits = 0;
      const canary = createServer((_, response) => {
        hits += 1;
        response.end();
      });
      await new Promise<void>((listening) => canary.listen(0, "127.0.0.1", listening));
      const there = `127.0.0.1:${(canary.address() as AddressInfo).port}`;
      const images = [`http://${there}/a.png`, `//${there}/a.png`, `/\\${there}/a.png`];
      for (const url of images)
        await target.ask(`/_next/image?url=${encodeURIComponent(url)}&w=64&q=75`);
      for (const path of ["/", "/sign-in", `//${there}/`]) {
        await target.ask(path, { headers: { host: there, "x-forwarded-host": there } });
      }
      await target.raw(
        `GET http://${there}/ HTTP/1.1\r\nHost: ${there}\r\nConnection: close\r\n\r\n`,
      );
      await target.raw(
        `GET / HTTP/1.1\r\nHost: ${there}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
      );
      canary.closeAllConnections();
      canary.close();
      return { tried: images.length + 5, wrong: hits > 0 ? [`${hits} requests came`] : [] };
    },
  },
  {
    name: "images to optimise",
    expected: "400 or 404",
    run: (target) =>
      each(
        ["/icon.svg", "/a.png", "file:///etc/passwd", "https://example.com/a.png"],
        async (url) => {
          const { status } = await target.ask(
            `/_next/image?url=${encodeURIComponent(url)}&w=64&q=75`,
          );
          return [400, 404].includes(status) ? undefined : `${url}: ${status}`;
        },
      ),
  },
];
