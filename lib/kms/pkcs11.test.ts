import { createPublicKey, randomBytes, verify } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { buildPkcs11Binding } from "#lib/cli/pkcs11-binding";
import { pinOf, pkcs11Provider } from "./pkcs11.ts";
import type { KeyProvider } from "./provider.ts";
import { expectBound, someContext } from "./testing-provider.ts";
import { newToken, type TestToken, withoutToken } from "./testing-token.ts";

const context = someContext;

describe.skipIf(withoutToken)(`a token ${withoutToken ?? "of SoftHSM"}`, () => {
  let token: TestToken;
  let provider: KeyProvider;

  beforeAll(() => {
    buildPkcs11Binding();
    token = newToken();
    expect(token.command(["lib/cli/pkcs11.ts", "make-keys"])).toBe(
      "Made in the token clinic: root, signing.",
    );
    provider = pkcs11Provider(token.settings);
  });

  test("a wrapped key comes back for the clinic, purpose and version it was wrapped for, and no other", async () => {
    expect(provider.name).toBe("pkcs11:clinic/root");
    await expectBound(provider);
  });

  test("an altered byte anywhere in a wrapped key is refused, and the token still opens the right one", async () => {
    const wrapped = await provider.wrap(randomBytes(32), context);
    for (let at = 0; at < wrapped.length; at += 1) {
      const altered = Buffer.from(wrapped);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await expect(provider.unwrap(altered, context)).rejects.toMatchObject({
        problem: expect.stringMatching(/^(rejected|malformed)$/),
      });
    }
    await expect(provider.unwrap(wrapped, context)).resolves.toHaveLength(32);
  });

  test("the token signs, and its public key verifies", async () => {
    const message = randomBytes(1_000);
    const signature = await provider.sign(message);
    const x = Buffer.from(await provider.verifyingKey()).toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });

    expect(signature).toHaveLength(64);
    expect(verify(null, message, key, signature)).toBe(true);
    expect(verify(null, randomBytes(1_000), key, signature)).toBe(false);
  });

  test("neither key can be read out of the token, and both were made in it", () => {
    const answer = token.inside(`
      for (const [kind, label] of [[p.CKO_SECRET_KEY, "root"], [p.CKO_PRIVATE_KEY, "signing"]]) {
        const key = find(kind, label);
        try { console.log("READ", m.C_GetAttributeValue(s, key, [{ type: p.CKA_VALUE }])[0].value.length); }
        catch (error) { console.log(label, /CKR_[A-Z_]+/.exec(error.message)[0]); }
        for (const name of ["CKA_EXTRACTABLE", "CKA_SENSITIVE", "CKA_NEVER_EXTRACTABLE", "CKA_ALWAYS_SENSITIVE", "CKA_LOCAL"])
          console.log(label, name, m.C_GetAttributeValue(s, key, [{ type: p[name] }])[0].value[0]);
        try { m.C_SetAttributeValue(s, key, [{ type: p.CKA_EXTRACTABLE, value: true }]); console.log("LOOSENED"); }
        catch { console.log(label, "stays"); }
      }`);

    for (const label of ["root", "signing"])
      expect(answer).toContain(
        [
          `${label} CKR_ATTRIBUTE_SENSITIVE`,
          `${label} CKA_EXTRACTABLE 0`,
          `${label} CKA_SENSITIVE 1`,
          `${label} CKA_NEVER_EXTRACTABLE 1`,
          `${label} CKA_ALWAYS_SENSITIVE 1`,
          `${label} CKA_LOCAL 1`,
          `${label} stays`,
        ].join("\n"),
      );
    expect(answer).not.toMatch(/READ|LOOSENED/);
  });

  test("a key that could be read out of the token is not used", async () => {
    token.inside(`m.C_GenerateKey(s, { mechanism: p.CKM_AES_KEY_GEN }, [
      { type: p.CKA_CLASS, value: p.CKO_SECRET_KEY }, { type: p.CKA_VALUE_LEN, value: 32 },
      { type: p.CKA_TOKEN, value: true }, { type: p.CKA_LABEL, value: "loose" },
      { type: p.CKA_SENSITIVE, value: false }, { type: p.CKA_EXTRACTABLE, value: true },
      { type: p.CKA_ENCRYPT, value: true }, { type: p.CKA_DECRYPT, value: true }]);`);
    const loose = pkcs11Provider({ ...token.settings, key: "loose" });

    await expect(loose.wrap(randomBytes(32), context)).rejects.toThrow(
      "loose can be read out of its token",
    );
  });

  test("keys that are there are never made anew, and what is missing is named", async () => {
    expect(token.command(["lib/cli/pkcs11.ts", "make-keys"])).toBe(
      "The token has a key root already. It was left as it is.",
    );
    const none = pkcs11Provider({ ...token.settings, key: "none" });
    await expect(none.wrap(randomBytes(32), context)).rejects.toThrow("has no key none");
    const unmade = pkcs11Provider({ ...token.settings, signingKey: undefined });
    await expect(unmade.sign(randomBytes(8))).rejects.toMatchObject({ problem: "missing" });
    const nowhere = pkcs11Provider({ ...token.settings, module: "/nowhere.so" });
    await expect(nowhere.verifyingKey()).rejects.toThrow("/nowhere.so cannot be loaded");
    const elsewhere = pkcs11Provider({ ...token.settings, token: "elsewhere" });
    await expect(elsewhere.verifyingKey()).rejects.toMatchObject({ problem: "unavailable" });
  });

  test("a wrong PIN is tried once, and no error repeats it", async () => {
    const wrong = pkcs11Provider({ ...token.settings, pin: { value: "0000-wrong" } });
    for (let call = 0; call < 5; call += 1) {
      const refused = wrong.unwrap(new Uint8Array(61), context);
      await expect(refused).rejects.toMatchObject({ problem: "refused" });
      await expect(refused).rejects.not.toThrow("0000-wrong");
    }
    // SoftHSM flags a PIN that was wrong since the last log in; ours logged in before, and the right one still works.
    await expect(provider.wrap(randomBytes(32), context)).resolves.toHaveLength(61);
  });

  test("a token that was lost is found again, and so is one whose process was ended", async () => {
    const own = pkcs11Provider(token.settings);
    const wrapped = await own.wrap(randomBytes(32), context);
    const tokens = join(token.folder, "tokens");
    await rename(tokens, `${tokens}-away`);
    const others = pkcs11Provider(token.settings);
    await expect(others.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "unavailable" });
    await rename(`${tokens}-away`, tokens);

    await expect(others.unwrap(wrapped, context)).resolves.toHaveLength(32);
    for (const pid of await processesOf()) process.kill(pid, "SIGKILL");
    await pause(50);
    await expect(own.unwrap(wrapped, context)).resolves.toHaveLength(32);
  });

  test("a module that hangs costs its process, nobody's event loop, and is asked again", async () => {
    const own = pkcs11Provider(token.settings);
    const wrapped = await own.wrap(randomBytes(32), context);
    const frozen = await processesOf();
    for (const pid of frozen) process.kill(pid, "SIGSTOP");
    const begin = performance.now();
    await expect(own.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "unavailable" });

    expect(performance.now() - begin).toBeLessThan(1_900);
    await expect(own.unwrap(wrapped, context)).resolves.toHaveLength(32);
    for (const pid of frozen) killed(pid);
  });

  test("the module's process knows none of the server's secrets", async () => {
    process.env.AUTH_SECRET ??= "x".repeat(32);
    const own = pkcs11Provider(token.settings);
    await own.verifyingKey();
    for (const pid of await processesOf()) {
      const known = await readFile(`/proc/${pid}/environ`, "utf8");
      expect(known).toContain("SOFTHSM2_CONF=");
      expect(known).not.toMatch(/AUTH_SECRET|DATABASE_URL|CONTEXT_KEY|PKCS11_PIN|4711/);
      expect(await readFile(`/proc/${pid}/cmdline`, "utf8")).not.toContain("4711");
    }
  });

  test("without its binding, the provider says how to get it", () => {
    expect(token.command(["lib/cli/pkcs11.ts", "polish"])).toMatch(/^Usage: npm run pkcs11/);
    expect(
      token.command(["lib/cli/pkcs11.ts", "make-keys"], { KEY_PROVIDER: "local-file" }),
    ).toMatch(/KEY_PROVIDER is not pkcs11|LOCAL_KEY_FILE/);
  });
});

test("the PIN may stand in a file that is not everybody's", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "chartkeep-pin-")), "pin");
  await writeFile(file, "1234 5\n", { mode: 0o600 });
  expect(await pinOf({ pin: { file } })).toBe("1234 5");

  await chmod(file, 0o644);
  await expect(pinOf({ pin: { file } })).rejects.toMatchObject({ problem: "unsafe" });
  await expect(pinOf({ pin: { file: `${file}.none` } })).rejects.toThrow("ENOENT");
});

/** The processes of tokens that this test process started. */
async function processesOf(): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    const about = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    const parent = Number(/\) \S (\d+)/.exec(about)?.[1]);
    if (line.includes("pkcs11-process.ts") && parent === process.pid) found.push(Number(name));
  }
  return found;
}

function killed(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should have.
  }
}
