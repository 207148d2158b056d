import { randomBytes } from "node:crypto";
import type pkcs11js from "pkcs11js";

/** Which token, by which module, and what opens it. */
export interface TokenPlace {
  readonly module: string;
  readonly token: string;
  readonly pin: string;
}

/** The labels of the two keys in a token. */
export interface TokenKeys {
  readonly key: string;
  readonly signingKey: string | undefined;
}

/** Why a token could not do what it was asked: a word for the program and a sentence without secrets for people. */
export class TokenError extends Error {
  readonly problem: "missing" | "refused" | "rejected" | "malformed" | "unavailable";

  constructor(problem: TokenError["problem"], sentence: string) {
    super(sentence);
    this.name = "TokenError";
    this.problem = problem;
  }
}

/** A token with an open session, in which the keys stay. All of it blocks: it belongs in a process of its own. */
export interface OpenToken {
  wrap(key: Uint8Array, context: Uint8Array): Buffer;
  unwrap(wrapped: Uint8Array, context: Uint8Array): Buffer;
  sign(message: Uint8Array): Buffer;
  verifyingKey(): Buffer;
  close(): void;
}

type Module = typeof pkcs11js;
type Handle = pkcs11js.Handle;

const format = 2;
const wrappedLength = 1 + 12 + 32 + 16;
const ckmEddsa = 0x1057;
const ckmEdwardsPair = 0x1055;
/** 1.3.101.112, as a token is told which curve. */
const ed25519 = Buffer.from("06032b6570", "hex");

/** The binding, which is compiled where it is used. */
async function binding(): Promise<Module> {
  try {
    return (await import("pkcs11js")).default;
  } catch {
    throw new TokenError(
      "missing",
      'The PKCS#11 binding is not built: run "npm run pkcs11 -- build", which needs a C++ compiler.',
    );
  }
}

/** A session in which somebody has logged in. */
interface Session {
  readonly pkcs11js: Module;
  readonly module: pkcs11js.PKCS11;
  readonly handle: Handle;
}

async function logIn({ module: path, token, pin }: TokenPlace): Promise<Session> {
  const pkcs11js = await binding();
  const module = new pkcs11js.PKCS11();
  try {
    module.load(path);
  } catch {
    throw new TokenError("missing", `The PKCS#11 module ${path} cannot be loaded.`);
  }
  module.C_Initialize();
  const slot = module
    .C_GetSlotList(true)
    .find((each) => module.C_GetTokenInfo(each).label.trim() === token);
  if (!slot) throw new TokenError("unavailable", `The module has no token ${token} at the moment.`);
  const handle = module.C_OpenSession(slot, pkcs11js.CKF_RW_SESSION | pkcs11js.CKF_SERIAL_SESSION);
  try {
    module.C_Login(handle, pkcs11js.CKU_USER, pin);
  } catch (error) {
    if (codeOf(error).startsWith("CKR_PIN_"))
      throw new TokenError(
        "refused",
        `The token ${token} does not take the PIN (${codeOf(error)}). It is not tried again before a restart, so that the token does not lock.`,
      );
    throw error;
  }
  return { pkcs11js, module, handle };
}

/**
 * Opens the token and finds the keys. A root key that could be read out of the token, and a label that
 * two keys have, are refused.
 */
export async function openToken(place: TokenPlace, keys: TokenKeys): Promise<OpenToken> {
  const session = await logIn(place);
  const { pkcs11js, module, handle } = session;
  const root = findKey(session, pkcs11js.CKO_SECRET_KEY, keys.key);
  assertStays(session, root, keys.key);
  const signing =
    keys.signingKey === undefined
      ? undefined
      : {
          private: findKey(session, pkcs11js.CKO_PRIVATE_KEY, keys.signingKey),
          public: findKey(session, pkcs11js.CKO_PUBLIC_KEY, keys.signingKey),
        };
  if (signing) assertStays(session, signing.private, keys.signingKey ?? "");

  const gcm = (iv: Buffer, context: Uint8Array) => ({
    mechanism: pkcs11js.CKM_AES_GCM,
    parameter: {
      type: pkcs11js.CK_PARAMS_AES_GCM,
      iv,
      ivBits: 96,
      aad: Buffer.from(context),
      tagBits: 128,
    },
  });
  const signingPair = () => {
    if (signing) return signing;
    throw new TokenError("missing", "PKCS11_SIGNING_KEY is not set: nothing can be signed.");
  };

  const seal = (key: Uint8Array, iv: Buffer, context: Uint8Array) => {
    module.C_EncryptInit(handle, gcm(iv, context), root);
    return module.C_Encrypt(handle, Buffer.from(key), Buffer.alloc(64));
  };
  const open = (sealed: Buffer, iv: Buffer, context: Uint8Array) => {
    module.C_DecryptInit(handle, gcm(iv, context), root);
    return module.C_Decrypt(handle, sealed, Buffer.alloc(64));
  };
  /** Some modules have no word of their own for a wrong tag: then what the token made just now tells which it is. */
  const stillWorks = () => {
    const [iv, probe] = [randomBytes(12), randomBytes(32)];
    return open(seal(probe, iv, probe), iv, probe).equals(probe);
  };

  return {
    wrap(key, context) {
      if (key.length !== 32) throw new TokenError("malformed", "a data key has 32 bytes");
      const iv = randomBytes(12);
      return Buffer.concat([Buffer.of(format), iv, seal(key, iv, context)]);
    },
    unwrap(wrapped, context) {
      if (wrapped.length !== wrappedLength || wrapped[0] !== format)
        throw new TokenError("malformed", "the wrapped key has not the form this provider makes");
      const bytes = Buffer.from(wrapped);
      try {
        return open(bytes.subarray(13), bytes.subarray(1, 13), context);
      } catch (error) {
        if (!stillWorks()) throw error;
        throw new TokenError(
          "rejected",
          "the token did not wrap this key for this clinic or account, purpose and version: another key, or an altered row",
        );
      }
    },
    sign(message) {
      module.C_SignInit(handle, { mechanism: ckmEddsa }, signingPair().private);
      return module.C_Sign(handle, Buffer.from(message), Buffer.alloc(64));
    },
    verifyingKey() {
      const point = attribute(session, signingPair().public, pkcs11js.CKA_EC_POINT);
      // An OCTET STRING of it, as PKCS#11 2.40 has it, or the 32 bytes themselves.
      return point.length === 34 ? point.subarray(2) : point;
    },
    close() {
      module.C_Finalize();
      module.close();
    },
  };
}

/** Generates both keys inside the token, so that they never were anywhere else. A label that is taken is refused. */
export async function makeTokenKeys(place: TokenPlace, keys: Required<TokenKeys>): Promise<void> {
  const session = await logIn(place);
  const { pkcs11js, module, handle } = session;
  const { key, signingKey } = keys;
  try {
    for (const label of [key, signingKey])
      if (
        label !== undefined &&
        find(session, [{ type: pkcs11js.CKA_LABEL, value: label }]).length > 0
      )
        throw new TokenError(
          "refused",
          `The token has a key ${label} already. It was left as it is.`,
        );
    const inToken = (label: string) => [
      { type: pkcs11js.CKA_TOKEN, value: true },
      { type: pkcs11js.CKA_LABEL, value: label },
      { type: pkcs11js.CKA_ID, value: randomBytes(16) },
    ];
    const staying = [
      { type: pkcs11js.CKA_PRIVATE, value: true },
      { type: pkcs11js.CKA_SENSITIVE, value: true },
      { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    ];
    module.C_GenerateKey(handle, { mechanism: pkcs11js.CKM_AES_KEY_GEN }, [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
      { type: pkcs11js.CKA_VALUE_LEN, value: 32 },
      { type: pkcs11js.CKA_ENCRYPT, value: true },
      { type: pkcs11js.CKA_DECRYPT, value: true },
      ...inToken(key),
      ...staying,
    ]);
    if (signingKey === undefined) return;
    module.C_GenerateKeyPair(
      handle,
      { mechanism: ckmEdwardsPair },
      [
        { type: pkcs11js.CKA_EC_PARAMS, value: ed25519 },
        { type: pkcs11js.CKA_VERIFY, value: true },
        ...inToken(signingKey),
      ],
      [{ type: pkcs11js.CKA_SIGN, value: true }, ...inToken(signingKey), ...staying],
    );
  } finally {
    module.C_Finalize();
    module.close();
  }
}

function find({ module, handle }: Session, template: pkcs11js.Template): Handle[] {
  module.C_FindObjectsInit(handle, template);
  try {
    return module.C_FindObjects(handle, 8);
  } finally {
    module.C_FindObjectsFinal(handle);
  }
}

function findKey(session: Session, kind: number, label: string): Handle {
  const { CKA_CLASS, CKA_LABEL } = session.pkcs11js;
  const found = find(session, [
    { type: CKA_CLASS, value: kind },
    { type: CKA_LABEL, value: label },
  ]);
  const [one] = found;
  if (!one)
    throw new TokenError(
      "missing",
      `The token has no key ${label}: "npm run pkcs11 -- make-keys" makes one.`,
    );
  if (found.length > 1) throw new TokenError("refused", `The token has several keys ${label}.`);
  return one;
}

function assertStays(session: Session, key: Handle, label: string): void {
  const { CKA_EXTRACTABLE, CKA_SENSITIVE } = session.pkcs11js;
  const isSet = (type: number) => attribute(session, key, type)[0] === 1;
  if (isSet(CKA_EXTRACTABLE) || !isSet(CKA_SENSITIVE))
    throw new TokenError("refused", `The key ${label} can be read out of its token.`);
}

function attribute({ module, handle }: Session, key: Handle, type: number): Buffer {
  const [found] = module.C_GetAttributeValue(handle, key, [{ type }]);
  if (!Buffer.isBuffer(found?.value)) throw new TokenError("refused", "the token does not say");
  return found.value;
}

/** The module's own word for what went wrong, such as CKR_DEVICE_REMOVED. */
export function codeOf(error: unknown): string {
  return /\bCKR_\w+/.exec(error instanceof Error ? error.message : "")?.[0] ?? "no code";
}
