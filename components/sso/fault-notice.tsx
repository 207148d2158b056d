import { Notice } from "#components/ui/notice";
import type { SsoFault } from "#lib/sso/view";

const words: Record<SsoFault, readonly [title: string, text: string]> = {
  cancelled: ["You came back without signing in.", "Try again, or use your password."],
  unavailable: [
    "Your clinic's sign-in page cannot be reached just now.",
    "Nothing was changed. Try again in a moment, or use your password.",
  ],
  failed: ["That did not work.", "Begin again here. A page of before cannot be used twice."],
  unlinked: [
    "This identity is not linked to anybody in the clinic.",
    "Sign in with your password and link it under Your single sign-on, or ask your administrator.",
  ],
  closed: [
    "The clinic is not open to you.",
    "Ask the administrator of your clinic to check your membership.",
  ],
  taken: [
    "This identity cannot be linked.",
    "It belongs to somebody else in the clinic, or you have linked another one of this provider.",
  ],
};

/** Why somebody who came back from their clinic's provider is not signed in, or has not linked anything. */
export function FaultNotice({ fault }: { readonly fault: SsoFault }) {
  const [title, text] = words[fault];
  return (
    <Notice tone={fault === "failed" ? "critical" : "warning"} title={title} className="mb-4">
      {text}
    </Notice>
  );
}
