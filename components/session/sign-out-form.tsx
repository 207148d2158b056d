import type { ReactNode } from "react";

/** Signs out. A plain form, so that the whole document is left and nothing of it stays in memory. */
export function SignOutForm({
  children = "Sign out",
  className,
}: {
  readonly children?: ReactNode;
  readonly className?: string;
}) {
  return (
    <form method="post" action="/api/session/end">
      <button type="submit" className={className}>
        {children}
      </button>
    </form>
  );
}
