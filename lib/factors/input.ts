import { z } from "zod";

const bytes = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/);

const common = {
  id: bytes(1_400),
  rawId: bytes(1_400),
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()),
};

/** What a browser says when a passkey has signed. */
const Assertion = z.strictObject({
  ...common,
  response: z.strictObject({
    authenticatorData: bytes(4_096),
    clientDataJSON: bytes(4_096),
    signature: bytes(8_192),
    userHandle: bytes(128).optional(),
  }),
});
export type Assertion = z.output<typeof Assertion>;

/** What a browser says when a passkey was made. */
const Registration = z.strictObject({
  ...common,
  response: z.strictObject({
    attestationObject: bytes(16_384),
    clientDataJSON: bytes(4_096),
    authenticatorData: bytes(4_096).optional(),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,24}$/))
      .max(8)
      .optional(),
    publicKeyAlgorithm: z.number().optional(),
    publicKey: bytes(4_096).optional(),
  }),
});
export type Registration = z.output<typeof Registration>;

const label = z.string().trim().min(1).max(60);
const credentialId = bytes(1_400);

/** A code of an app as people type it: with or without a space in its middle. */
const code = z
  .string()
  .max(16)
  .transform((typed) => typed.replace(/\s/g, ""));

/** One proof of who somebody is. */
export const Prove = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("code"), code }),
  z.strictObject({ by: z.literal("recovery"), code: z.string().max(64) }),
  z.strictObject({ by: z.literal("password"), password: z.string().min(1).max(1024) }),
  z.strictObject({ by: z.literal("passkey"), response: Assertion }),
]);
export type Prove = z.output<typeof Prove>;

/** A request that says nothing but that it is made. */
export const Nothing = z.strictObject({});
export type Nothing = z.output<typeof Nothing>;

/** The code that confirms the app just scanned. */
export const ConfirmTotp = z.strictObject({ code });
export type ConfirmTotp = z.output<typeof ConfirmTotp>;

/** A passkey just made, and what its owner calls it. */
export const AddPasskey = z.strictObject({ label, response: Registration });
export type AddPasskey = z.output<typeof AddPasskey>;

/** A new label for a passkey. */
export const RenamePasskey = z.strictObject({ credentialId, label });
export type RenamePasskey = z.output<typeof RenamePasskey>;

/** The factor that is to go. */
export const RemoveFactor = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("totp") }),
  z.strictObject({ kind: z.literal("passkey"), credentialId }),
]);
export type RemoveFactor = z.output<typeof RemoveFactor>;
