import {
  codeOf,
  type OpenToken,
  openToken,
  TokenError,
  type TokenKeys,
  type TokenPlace,
} from "./pkcs11-token.ts";

/** What the token is asked, and the one word that comes first: which token. */
export type TokenQuestion =
  | {
      readonly id: number;
      readonly ask: "open";
      readonly place: TokenPlace;
      readonly keys: TokenKeys;
    }
  | {
      readonly id: number;
      readonly ask: "wrap";
      readonly key: Uint8Array;
      readonly context: Uint8Array;
    }
  | {
      readonly id: number;
      readonly ask: "unwrap";
      readonly wrapped: Uint8Array;
      readonly context: Uint8Array;
    }
  | { readonly id: number; readonly ask: "sign"; readonly message: Uint8Array }
  | { readonly id: number; readonly ask: "verifyingKey" };

/** What it answers: bytes, or what went wrong. */
export type TokenAnswer =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly problem: TokenError["problem"]; readonly sentence: string };

// A module blocks, may hang and may bring its process down: it runs here, in a process without the server's secrets.
let token: OpenToken | undefined;

async function answer(question: TokenQuestion): Promise<Uint8Array> {
  if (question.ask === "open") {
    token = await openToken(question.place, question.keys);
    return new Uint8Array();
  }
  if (!token) throw new TokenError("unavailable", "the token is not open");
  switch (question.ask) {
    case "wrap":
      return token.wrap(question.key, question.context);
    case "unwrap":
      return token.unwrap(question.wrapped, question.context);
    case "sign":
      return token.sign(question.message);
    case "verifyingKey":
      return token.verifyingKey();
  }
}

async function hear(question: TokenQuestion): Promise<void> {
  const { id } = question;
  try {
    const bytes = await answer(question);
    process.send?.({ id, bytes });
    if (question.ask === "unwrap") bytes.fill(0);
  } catch (error) {
    const known = error instanceof TokenError;
    const problem = known ? error.problem : "unavailable";
    const sentence = known ? error.message : `the token failed (${codeOf(error)})`;
    process.send?.({ id, problem, sentence });
  }
}

process.on("message", (question: TokenQuestion) => void hear(question));
process.on("disconnect", () => process.exit());
