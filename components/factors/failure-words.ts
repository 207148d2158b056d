import { RequestFailed } from "#lib/post-json";

/** What went wrong, in a sentence that says what to do. */
export interface Failure {
  readonly title: string;
  readonly text: string;
}

const inWords = (seconds: number) =>
  seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;

const words: Readonly<Record<string, Failure>> = {
  FACTOR_WRONG: {
    title: "That was not accepted.",
    text: "Nothing was changed. Try again.",
  },
  FACTOR_EXPIRED: {
    title: "This took too long, or too many codes were wrong.",
    text: "Start again with a new QR code.",
  },
  FACTOR_REQUIRED: {
    title: "This one has to stay.",
    text: "Your clinic asks for it when you sign in. Add another before you remove this one.",
  },
  TOO_MANY_PASSKEYS: {
    title: "You have as many passkeys as there can be.",
    text: "Remove one that you do not use any more.",
  },
  REAUTH: {
    title: "Nothing was changed.",
    text: "Prove that it is you, then do it again.",
  },
  UNAUTHENTICATED: {
    title: "This sign-in has ended.",
    text: "Sign in again.",
  },
  NO_CLINIC: {
    title: "No clinic is open to you.",
    text: "Ask the administrator of your clinic to check your membership.",
  },
  VALIDATION: {
    title: "That does not look right.",
    text: "Check what you typed.",
  },
};

/** What a person is told when a factor could not be used or changed. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestFailed) {
    if (error.code === "RATE_LIMITED")
      return {
        title: "Too many tries.",
        text: `Wait ${inWords(error.seconds ?? 60)}, then try again.`,
      };
    const reference = error.requestId === undefined ? "" : ` Reference ${error.requestId}`;
    return (
      words[error.code] ?? {
        title: "This is not possible right now.",
        text: `Nothing was changed. Try again in a moment.${reference}`,
      }
    );
  }
  // The browser's own dialog was closed, timed out, or found no passkey of this person.
  if (error instanceof Error && /^(NotAllowedError|AbortError|InvalidStateError)$/.test(error.name))
    return error.name === "InvalidStateError"
      ? {
          title: "This device has a passkey of yours already.",
          text: "Use another device, or sign in with the passkey that is there.",
        }
      : { title: "The passkey was not used.", text: "Nothing was changed. Try again." };
  return { title: "The server cannot be reached.", text: "Nothing was changed. Try again." };
}
