import type { ReactNode } from "react";
import { TextLink } from "#components/ui/text-link";
import type { Factors } from "#lib/auth/view";
import { cn } from "#lib/cn";
import { clinicDate, clinicDateTime } from "#lib/dates";
import type { MemberView } from "#lib/members/view";
import { memberTrailHref } from "#lib/routes";
import { factorWords } from "./member-words.tsx";

/** What the clinic knows of a member. Of an account that also works elsewhere it shows nothing of there. */
export function MemberFacts({
  member,
  factors,
  sessions,
  timeZone,
}: {
  readonly member: MemberView;
  readonly factors: Factors;
  readonly sessions: number;
  readonly timeZone: string;
}) {
  const { status, lastSignInAt, deactivatedAt } = member;
  const hasJoined = status === "active" || status === "deactivated";
  return (
    <dl className="mb-3 grid grid-cols-2 gap-x-6 gap-y-2 rounded-card border border-line bg-raised px-3 py-2.5 sm:grid-cols-3 lg:grid-cols-7">
      <Fact label="Email" isWide>
        {member.email ?? "Not recorded"}
      </Fact>
      <Fact label={hasJoined ? "Member since" : "Invited"}>
        {clinicDate(member.since, timeZone)}
      </Fact>
      <Fact label="Last sign-in">
        {lastSignInAt === null ? "Never" : clinicDateTime(lastSignInAt, timeZone)}
      </Fact>
      <Fact label="Second factor">{hasJoined ? factorWords(factors) : "Not yet"}</Fact>
      {status === "deactivated" && deactivatedAt !== null ? (
        <Fact label="Deactivated">
          {clinicDate(deactivatedAt, timeZone)} ·{" "}
          <TextLink href="/admin/audit?action=member.deactivated">Why</TextLink>
        </Fact>
      ) : (
        <Fact label="Open sessions">{sessions}</Fact>
      )}
      <Fact label="Activity">
        <TextLink href={memberTrailHref(member.memberId)}>In the audit trail</TextLink>
      </Fact>
    </dl>
  );
}

function Fact({
  label,
  isWide = false,
  children,
}: {
  readonly label: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div
      className={cn("flex min-w-0 flex-col", isWide && "col-span-2 sm:col-span-1 lg:col-span-2")}
    >
      <dt className="text-ink-3 text-xs">{label}</dt>
      <dd className="tabular min-w-0 break-words">{children}</dd>
    </div>
  );
}
