import { afterEach, expect, test, vi } from "vitest";
import { clinicHeader, isLeftBehind, otherClinic } from "./clinic-of-page.ts";
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
