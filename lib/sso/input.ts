import { z } from "zod";
import { typedText } from "#lib/input-text";

const needed = (most: number, message: string) => typedText(most).pipe(z.string().min(1, message));
const ticked = z.literal("on").optional();

/** The connection as an admin enters it. An empty secret keeps the one that is stored. */
export const SaveConnection = z.strictObject({
  issuer: needed(500, "Enter the issuer address of your provider."),
  clientId: needed(200, "Enter the client ID."),
  clientSecret: typedText(500),
  isEnabled: ticked,
  trustsProviderFactor: ticked,
});
export type SaveConnection = z.output<typeof SaveConnection>;

/** Asking the stored connection's provider; there is nothing to enter. */
export const TestConnection = z.strictObject({});
