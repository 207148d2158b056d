import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { csvHead, csvRows } from "./csv.ts";
import { bodyOf } from "./row-stream.ts";

const three = ["a\r\n", "b\r\n", "c\r\n"];

const streamOf = (read: (at: number) => Promise<string> = async (at) => three[at] ?? "") => {
  const said: string[] = [];
  return {
    said,
    head: "head\r\n",
    tail: "tail",
    read: async (cursor = 0) => ({
      text: await read(cursor),
      rows: 1,
      next: cursor < 2 ? cursor + 1 : undefined,
    }),
    finish: vi.fn(async () => void said.push("entered")),
    broken: vi.fn(async (rows: number) => void said.push(`broken after ${rows}`)),
  };
};

test("the whole is entered with its rows and digest before its last part leaves", async () => {
  const stream = streamOf();
  const reader = (await bodyOf(stream)).getReader();
  const parts: string[] = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const text = new TextDecoder().decode(value);
    if (text.includes("tail")) expect(stream.said).toEqual(["entered"]);
    else expect(stream.said).toEqual([]);
    parts.push(text);
  }
  const whole = `head\r\n${three.join("")}tail`;
  expect(parts.join("")).toBe(whole);
  const digest = createHash("sha256").update(whole).digest();
  expect(stream.finish).toHaveBeenCalledExactlyOnceWith({ rows: 3, digest });
  expect(stream.broken).not.toHaveBeenCalled();
});

test("what fails in the middle breaks off, and is never entered", async () => {
  const stream = streamOf(async (at) => {
    if (at === 2) throw new Error("the database went away");
    return three[at] ?? "";
  });
  await expect(new Response(await bodyOf(stream)).text()).rejects.toThrow();
  expect(stream.said).toEqual(["broken after 2"]);
});

test("what cannot be entered breaks off before its last part", async () => {
  const stream = streamOf();
  stream.finish.mockRejectedValueOnce(new Error("no commit"));
  const reader = (await bodyOf(stream)).getReader();
  const got: string[] = [];
  const drain = async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      got.push(new TextDecoder().decode(value));
    }
  };
  await expect(drain()).rejects.toThrow("no commit");
  expect(got.join("")).toBe("head\r\na\r\nb\r\n");
});

test("what fails at its beginning is an error to whoever asked, and no body", async () => {
  const stream = streamOf(async () => Promise.reject(new Error("no rows")));
  await expect(bodyOf(stream)).rejects.toThrow("no rows");
  expect(stream.said).toEqual(["broken after 0"]);
});

test("somebody who stops listening is noted", async () => {
  const stream = streamOf();
  const body = await bodyOf(stream);
  const reader = body.getReader();
  await reader.read();
  await reader.cancel();
  expect(stream.said).toEqual(["broken after 1"]);
});

test("a field that a spreadsheet would run is shown instead", () => {
  const formulas = ["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1", "＝1"];
  const escaped = csvRows(formulas.map((text) => [text]));
  for (const text of formulas) expect(escaped).toContain(`'${text}`);
  expect(csvRows([['say "hi", now', "x\ny", 3]])).toBe('"say ""hi"", now","x\ny",3\r\n');
  expect(csvHead(["a", "b"])).toBe("\ufeffa,b\r\n");
});
