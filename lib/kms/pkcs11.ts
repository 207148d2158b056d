import "server-only";
import { type ChildProcess, spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { foreignEnvironment } from "#lib/env";
import { boundTo } from "./context-bytes.ts";
import type { TokenAnswer, TokenQuestion } from "./pkcs11-process.ts";
import { type KeyProvider, KeyProviderError } from "./provider.ts";
import type { Pkcs11Settings } from "./settings.ts";

/** How long a token may take to be opened before its process is ended, in milliseconds. */
const opening = 10_000;

/**
 * A key provider over a security module that speaks PKCS#11. Both keys are generated in its token and
 * never leave it. The module runs in a process of its own, which is ended when it hangs and started
 * anew by the next call after it was lost; a PIN that was refused is not tried again. One answer may take
 * `within` milliseconds.
 */
export function pkcs11Provider(settings: Pkcs11Settings, within = 900): KeyProvider {
  const name = `pkcs11:${settings.token}/${settings.key}`;
  let running: TokenProcess | undefined;
  let refusedPin: KeyProviderError | undefined;

  async function token(): Promise<TokenProcess> {
    if (refusedPin) throw refusedPin;
    if (running?.hasEnded) running = undefined;
    running ??= startToken(name, settings);
    const mine = running;
    try {
      await mine.opened;
    } catch (error) {
      mine.end();
      if (error instanceof KeyProviderError && /CKR_PIN_/.test(error.message)) refusedPin = error;
      throw error;
    }
    return mine;
  }

  async function ask(question: Question): Promise<Uint8Array> {
    const before = running;
    const process = await token();
    try {
      return await process.ask(question, within);
    } catch (error) {
      if (error instanceof KeyProviderError && error.problem !== "unavailable") throw error;
      // A session that was lost comes back in a new process alone, and nobody needs to notice.
      process.end();
      if (process !== before || process.isHanging) throw error;
      return ask(question);
    }
  }

  return {
    name,
    wrap: (key, context) => ask({ ask: "wrap", key, context: boundTo(context) }),
    unwrap: (wrapped, context) => ask({ ask: "unwrap", wrapped, context: boundTo(context) }),
    sign: (message) => ask({ ask: "sign", message }),
    verifyingKey: () => ask({ ask: "verifyingKey" }),
  };
}

type Without<Union> = Union extends TokenQuestion ? Omit<Union, "id"> : never;
type Question = Without<TokenQuestion>;

interface TokenProcess {
  readonly opened: Promise<unknown>;
  readonly hasEnded: boolean;
  readonly isHanging: boolean;
  ask(question: Question, patience: number): Promise<Uint8Array>;
  end(): void;
}

function startToken(name: string, settings: Pkcs11Settings): TokenProcess {
  const child = startProcess();
  const waiting = new Map<number, (answer: TokenAnswer) => void>();
  let asked = 0;
  let hasEnded = false;
  let isHanging = false;

  child.on("message", (answer: TokenAnswer) => waiting.get(answer.id)?.(answer));
  const lost = () => {
    hasEnded = true;
    for (const [id, tell] of waiting)
      tell({ id, problem: "unavailable", sentence: "the process of the token ended" });
  };
  child.on("exit", lost).on("error", lost);

  function ask(question: Question, limit: number): Promise<Uint8Array> {
    asked += 1;
    const id = asked;
    return new Promise((done, failed) => {
      const fail = (
        problem: Extract<TokenAnswer, { problem: string }>["problem"],
        sentence: string,
      ) => failed(new KeyProviderError(problem, `${name}: ${sentence}`));
      const timer = setTimeout(() => {
        waiting.delete(id);
        isHanging = true;
        child.kill("SIGKILL");
        fail("unavailable", `the token did not answer within ${limit} ms`);
      }, limit);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        waiting.delete(id);
        if ("bytes" in answer) done(answer.bytes);
        else fail(answer.problem, answer.sentence);
      });
      if (hasEnded) lost();
      else child.send({ id, ...question }, (error) => error && lost());
    });
  }

  const { module, token, key, signingKey } = settings;
  const opened = pinOf(settings).then((pin) =>
    ask({ ask: "open", place: { module, token, pin }, keys: { key, signingKey } }, opening),
  );
  return {
    opened,
    get hasEnded() {
      return hasEnded;
    },
    get isHanging() {
      return isHanging;
    },
    ask,
    end() {
      hasEnded = true;
      child.kill("SIGKILL");
    },
  };
}

/** The process keeps nobody alive, knows none of the server's variables, and ends with the server. */
function startProcess(): ChildProcess {
  // Put together so that the build does not take it for a module of its own.
  const program = [process.cwd(), "lib", "kms", "pkcs11-process.ts"].join("/");
  const child = spawn(process.execPath, [program], {
    env: foreignEnvironment(),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.unref();
  child.channel?.unref();
  return child;
}

/** The PIN, from its variable or its file; a file that everybody can read is refused. */
export async function pinOf({ pin }: Pick<Pkcs11Settings, "pin">): Promise<string> {
  if ("value" in pin) return pin.value;
  try {
    const { mode } = await stat(pin.file);
    if ((mode & 0o007) === 0) return (await readFile(pin.file, "utf8")).replace(/\r?\n$/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new KeyProviderError("missing", `PKCS11_PIN_FILE cannot be read (${code}).`);
  }
  throw new KeyProviderError("unsafe", "PKCS11_PIN_FILE can be read by everybody: chmod 600.");
}
