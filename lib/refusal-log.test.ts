import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { requestHeaders } from "#lib/auth/request-headers";
import { followAnswer } from "./answer-status.ts";
import { errorResponse, Malformed } from "./error-response.ts";
import { AccessDenied, Invalid, RateLimited, Refusal, Unauthenticated } from "./errors.ts";
import type { FormState } from "./form-state.ts";
import { log } from "./log.ts";
import { noted } from "./noted-action.ts";
import { refusalState } from "./refusal-state.ts";

const typed = "Ada Byron";
const requestId = "r-1";
const route = (error: unknown) => async () => errorResponse(error, requestId).status;
const form = (state: FormState<never>) => async () => {
  await noted(async () => state)({ status: "idle" }, new FormData());
  return 200;
};
const thrown = (error: unknown) => {
  const state = refusalState(error, requestId);
  if (!state) throw error;
  return form(state);
};
const issues = { displayName: [`${typed} is too long`] };

const doors: Readonly<Record<string, () => Promise<number>>> = {
  "/fine": async () => 200,
  "/done": form({ status: "idle" }),
  "/gone": async () => 404,
  "/method": async () => 405,
  "/origin": route(new Malformed(403, "FOREIGN_ORIGIN")),
  "/denied": route(new AccessDenied("chart:read")),
  "/session": route(new Unauthenticated()),
  "/rule": route(new Refusal("payment.exceeds-balance")),
  "/limit": route(new RateLimited(9)),
  "/fields": route(new Invalid(issues)),
  "/form-fields": form({ status: "invalid", issues, requestId }),
  "/form-denied": thrown(new AccessDenied("chart:read")),
  "/form-rule": thrown(new Refusal("member.own-role")),
  "/form-limit": thrown(new RateLimited(9)),
  "/form-session": form({ status: "unauthenticated", requestId }),
  "/form-stale": form({ status: "reauth", requestId }),
};

const server = createServer((request, response) => {
  request.headers[requestHeaders.address] = "203.0.113.9";
  followAnswer(response);
  response.setHeader(requestHeaders.id, requestId);
  setImmediate(() => {
    void Promise.resolve(doors[request.url ?? ""]?.()).then((status) => {
      response.statusCode = status ?? 404;
      response.end();
    });
  });
});
let origin = "";
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const lines: unknown[] = [];
beforeEach(() => {
  vi.spyOn(log, "warn").mockImplementation((line: unknown) => void lines.push(line));
});
afterEach(() => {
  lines.length = 0;
  vi.restoreAllMocks();
});

const line = (status: number, code?: string) => ({
  requestId,
  from: "203.0.113.9",
  status,
  ...(code && { code }),
});

test.each([
  ["/method", line(405)],
  ["/origin", line(403, "FOREIGN_ORIGIN")],
  ["/denied", line(403, "FORBIDDEN")],
  ["/session", line(401, "UNAUTHENTICATED")],
  ["/rule", line(409, "payment.exceeds-balance")],
  ["/limit", line(429, "RATE_LIMITED")],
  ["/fields", line(422, "VALIDATION")],
  ["/form-fields", line(200, "invalid")],
  ["/form-denied", line(200, "forbidden")],
  ["/form-rule", line(200, "member.own-role")],
  ["/form-limit", line(200, "rate-limited")],
  ["/form-session", line(200, "unauthenticated")],
  ["/form-stale", line(200, "reauth")],
])("what is refused at %s leaves one line, with nothing of what was typed", async (path, said) => {
  await fetch(origin + path);
  await vi.waitFor(() => expect(lines).toEqual([said]));
  expect(JSON.stringify(lines)).not.toContain(typed);
});

test.each(["/fine", "/done", "/gone"])(
  "what is not refused, as at %s, leaves none",
  async (path) => {
    await fetch(origin + path);
    await fetch(`${origin}/method`);
    await vi.waitFor(() => expect(lines).toEqual([line(405)]));
  },
);
