import { afterEach, expect, test, vi } from "vitest";
import { clinicHeader, isLeftBehind, otherClinic, sayClinic } from "./clinic-of-page.ts";
import { postJson } from "./post-json.ts";

afterEach(() => vi.unstubAllGlobals());

test.each([
  [undefined, false],
  ["here", false],
  ["elsewhere", true],
  ["", true],
])("a page that shows %j while the session is open here is left behind: %s", (shown, expected) => {
  const headers = new Headers(shown === undefined ? {} : { [clinicHeader]: shown });
  expect(isLeftBehind(headers, "here")).toBe(expected);
});

test("a page says which clinic it shows, and leaves when the session has left", async () => {
  const sent: Headers[] = [];
  const visited: string[] = [];
  vi.stubGlobal("window", { location: { replace: (to: string) => visited.push(to) } });
  vi.stubGlobal("fetch", async (_path: string, { headers }: RequestInit) => {
    sent.push(new Headers(headers));
    return Response.json({ ok: false, code: otherClinic }, { status: 409 });
  });
  await expect(postJson("/x", {}, { tenantId: "here" })).rejects.toThrow(otherClinic);
  expect(sent.map((headers) => headers.get(clinicHeader))).toEqual(["here"]);
  expect(visited).toEqual(["/"]);
});

test("every request of a page says its clinic, with the headers it has, until the page is gone", async () => {
  const sent: [string | null, string | null][] = [];
  vi.stubGlobal("window", {
    fetch: async (_path: string, init?: RequestInit) => {
      const headers = new Headers(init?.headers);
      sent.push([headers.get(clinicHeader), headers.get("rsc")]);
    },
  });
  const stop = sayClinic("here");
  await window.fetch("/patients", { headers: { rsc: "1" } });
  await window.fetch("/patients");
  stop();
  await window.fetch("/patients");
  expect(sent).toEqual([
    ["here", "1"],
    ["here", null],
    [null, null],
  ]);
});
