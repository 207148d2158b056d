import { expect, test } from "vitest";
import { errorResponse } from "./error-response.ts";
import {
  AccessDenied,
  Conflict,
  NotFound,
  RateLimited,
  Refusal,
  Unauthenticated,
  Unavailable,
} from "./errors.ts";
import { refusalState } from "./refusal-state.ts";

const secret = "select first_name from /app/patients";
const withCode = (code: string) => Object.assign(new Error(secret), { code });

const cases: readonly [Error, number, string][] = [
  [new Unauthenticated(), 401, "UNAUTHENTICATED"],
  [new AccessDenied("payment:post"), 403, "FORBIDDEN"],
  [new NotFound("patient"), 404, "NOT_FOUND"],
  [new Conflict("invoice"), 409, "CONFLICT"],
  [new Refusal("payment.exceeds-balance"), 409, "REFUSED"],
  [new RateLimited(60), 429, "RATE_LIMITED"],
  [new Unavailable("keys"), 503, "UNAVAILABLE"],
  [withCode("ECONNREFUSED"), 503, "UNAVAILABLE"],
  [new Error(secret, { cause: withCode("57P01") }), 503, "UNAVAILABLE"],
  [withCode("database.connection-lost"), 503, "UNAVAILABLE"],
  [new Error(secret, { cause: withCode("40001") }), 409, "CONFLICT"],
  [withCode("23505"), 500, "INTERNAL"],
  [new Error(secret), 500, "INTERNAL"],
];

test.each(cases)("%s is answered with %i %s and a reference", async (error, status, code) => {
  const response = errorResponse(error, "request-1");
  const body = await response.text();
  expect(response.status).toBe(status);
  expect(JSON.parse(body)).toMatchObject({ ok: false, code, requestId: "request-1" });
  expect(body).not.toContain("select");
});

test("an overload says when to come back", () => {
  expect(errorResponse(new RateLimited(42), "r").headers.get("retry-after")).toBe("42");
  expect(errorResponse(new Unavailable("keys"), "r").headers.get("retry-after")).toBe("2");
});

test("a form learns what it can act on, and a bug is thrown on", () => {
  expect(refusalState(new Refusal("payment.exceeds-balance"), "r")).toEqual({
    status: "refused",
    code: "payment.exceeds-balance",
    requestId: "r",
  });
  expect(refusalState(withCode("08006"), "r")).toMatchObject({ status: "unavailable" });
  expect(refusalState(new Error(secret), "r")).toBeUndefined();
});
