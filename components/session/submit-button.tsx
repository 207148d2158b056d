import { Button } from "#components/ui/button";

/** The one button of a form before a clinic is open. */
export function SubmitButton({
  isPending,
  children,
}: {
  readonly isPending: boolean;
  readonly children: string;
}) {
  return (
    <Button
      type="submit"
      look="primary"
      size="form"
      className="justify-center"
      disabled={isPending}
    >
      {isPending ? "One moment" : children}
    </Button>
  );
}
