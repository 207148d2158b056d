import type { Metadata } from "next";
import { SessionList } from "#components/session/session-list";
import { Card } from "#components/ui/card";
import { PageHeading } from "#components/ui/page-heading";
import { roleWords } from "#lib/access/role-words";
import { emailOf } from "#lib/auth/directory";
import { listOwnSessions } from "#lib/auth/own-sessions";
import { currentActor, currentSession } from "#lib/auth/session";
import { revokeOthersAction, revokeSessionAction } from "./actions.ts";

export const metadata: Metadata = { title: "You" };

/** The person who is signed in: who they are here, and every place in which they are signed in. */
export default async function MePage() {
  const actor = await currentActor();
  const session = await currentSession();
  const own = session ? await listOwnSessions(session) : [];

  return (
    <div className="max-w-240">
      <PageHeading title="You" />
      <Card className="mb-3">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
          <Fact label="Name">{actor.displayName}</Fact>
          <Fact label={actor.roles.length === 1 ? "Role" : "Roles"}>
            {actor.roles.map((role) => roleWords[role]).join(", ")}
          </Fact>
          <Fact label="Clinic">{actor.tenant.name}</Fact>
          <Fact label="You sign in as">{await emailOf(actor.accountId)}</Fact>
        </dl>
      </Card>
      <SessionList
        sessions={own}
        timeZone={actor.tenant.timeZone}
        revoke={revokeSessionAction}
        revokeOthers={revokeOthersAction}
      />
    </div>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-ink-3 text-xs">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
