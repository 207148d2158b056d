import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { providerFrom } from "./configured.ts";
import { createLocalKeyFile } from "./local-key-file.ts";

const localKeyFile = join(await mkdtemp(join(tmpdir(), "chartkeep-key-")), "root.key");
await createLocalKeyFile(localKeyFile);

test("the local key file is an explicit choice outside production", async () => {
  const settings = { environment: "demonstration", provider: "local-file", localKeyFile } as const;

  expect((await providerFrom(settings)).name).toMatch(/^local-file:[0-9a-f]{8}$/);
});

test("in production the local key file is refused, however good the file is", async () => {
  const settings = { environment: "production", provider: "local-file", localKeyFile } as const;

  await expect(providerFrom(settings)).rejects.toMatchObject({ problem: "refused" });
});

test.each([
  ["no provider", { provider: undefined, localKeyFile }, "KEY_PROVIDER is not set"],
  ["an unknown provider", { provider: "plain", localKeyFile }, "is not a key provider"],
  ["no path", { provider: "local-file", localKeyFile: undefined }, "LOCAL_KEY_FILE is not set"],
])("%s is refused in one sentence", async (_what, settings, sentence) => {
  await expect(providerFrom({ environment: "test", ...settings })).rejects.toThrow(sentence);
});
