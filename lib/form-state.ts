import type { RefusalCode } from "#lib/errors";

/** Why a submission was declined: a rule of the clinic, or one of the few answers every form shares. */
export type FormRefusal = RefusalCode | "not-found" | "forbidden" | "conflict" | "rate-limited";

/** Complaints by field name; `form` holds those that belong to no field. */
export type Issues = Readonly<Record<string, readonly string[]>>;

/** What a form is told that is larger than any of ours. */
export const tooLarge: Issues = { form: ["This form is too large."] };

/** What a form knows about its last submission. `requestId` is what a person quotes when asking for help. */
export type FormState<View> =
  | { readonly status: "idle" }
  | { readonly status: "done"; readonly view: View; readonly requestId: string }
  | { readonly status: "invalid"; readonly issues: Issues; readonly requestId: string }
  | {
      readonly status: "refused";
      readonly code: FormRefusal;
      readonly seconds?: number;
      readonly requestId: string;
    }
  | { readonly status: "unauthenticated"; readonly requestId: string }
  /** Who is asking has to be proved again first; nothing was done, and the same form may be sent once more. */
  | { readonly status: "reauth"; readonly requestId: string }
  | { readonly status: "unavailable"; readonly seconds: number; readonly requestId: string };

/** A server action in the shape `useActionState` takes. */
export type FormAction<View> = (
  previous: FormState<View>,
  form: FormData,
) => Promise<FormState<View>>;
