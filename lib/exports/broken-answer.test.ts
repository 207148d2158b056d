import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeToNodeResponse } from "next/dist/server/pipe-readable";
import { expect, test } from "vitest";
import { bodyOf } from "./row-stream.ts";

/** Answers once as the framework does, and gives what a browser makes of it. */
async function received(breaksAt: number): Promise<string> {
  const answer = async (response: ServerResponse) => {
    const body = await bodyOf<number>({
      head: "head\r\n",
      tail: "tail",
      read: async (cursor = 0) => {
        if (cursor === breaksAt) throw new Error("the database went away");
        return { text: `${cursor}\r\n`, rows: 1, next: cursor < 4 ? cursor + 1 : undefined };
      },
      finish: async () => undefined,
      broken: async () => undefined,
    });
    // The framework logs what it throws here; by then the connection is gone.
    await pipeToNodeResponse(body, response).catch(() => undefined);
  };
  const server = createServer((_request, response) => void answer(response));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    const { port } = server.address() as AddressInfo;
    return await (await fetch(`http://127.0.0.1:${port}`)).text();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a file that breaks off in its middle is an error to whoever receives it, and never looks whole", async () => {
  expect(await received(99)).toBe("head\r\n0\r\n1\r\n2\r\n3\r\n4\r\ntail");
  await expect(received(2)).rejects.toThrow("terminated");
});
