import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followAnswer, noteFailure } from "./answer-status.ts";
import { NotFound, Unavailable } from "./errors.ts";

const reset = Object.assign(new Error("failed query"), {
  cause: Object.assign(new Error("read"), { code: "ECONNRESET" }),
});
class FromAnotherBundle extends Error {
  override readonly name = "Unavailable";
}
const failures: Readonly<Record<string, Error>> = {
  "/unavailable": new Unavailable("keys", { seconds: 7 }),
  "/bundled": new FromAnotherBundle(),
  "/reset": reset,
  "/bug": new TypeError("of nothing"),
  "/absent": new NotFound("patient"),
};

// As the framework does it: the failure is told somewhere inside, and the answer is 500 whatever it was.
const server = createServer((request, response) => {
  followAnswer(response);
  setImmediate(() => {
    const failure = failures[request.url ?? ""];
    noteFailure(failure);
    response.statusCode = failure === undefined ? 200 : 500;
    response.end();
  });
});
let origin = "";
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test.each([
  ["/fine", 200, null],
  ["/unavailable", 503, "7"],
  ["/bundled", 503, "2"],
  ["/reset", 503, "2"],
  ["/bug", 500, null],
  ["/absent", 500, null],
])("a page at %s is answered %i, to be asked again after %s", async (path, status, seconds) => {
  const answer = await fetch(origin + path);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([status, seconds]);
});

test("requests side by side keep their own failures", async () => {
  const paths = ["/fine", "/reset", "/bug", "/unavailable", "/fine", "/reset"];
  const answers = await Promise.all(paths.map((path) => fetch(origin + path)));
  expect(answers.map(({ status }) => status)).toEqual([200, 503, 500, 503, 200, 503]);
});
