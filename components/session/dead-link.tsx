import { Notice } from "#components/ui/notice";
import { TextLink } from "#components/ui/text-link";

/** What a link says that does nothing any more: one answer, whatever the reason. */
export function DeadLink({ kind }: { readonly kind: "reset" | "invitation" }) {
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warning" title="This link does not work any more.">
        It was used, it is too old, or a newer one was sent.
      </Notice>
      {kind === "reset" ? (
        <p>
          <TextLink href="/forgot">Ask for a new link</TextLink>
        </p>
      ) : (
        <p>Ask the administrator of the clinic to send the invitation again.</p>
      )}
      <p>
        <TextLink href="/sign-in">Go to signing in</TextLink>
      </p>
    </div>
  );
}
