import { Card } from "#components/ui/card";
import { type Assurance, mustEnrol, requiredOf, type SignInRules } from "#lib/members/rules";
import type { AskedMember } from "#lib/members/view";
import { factorWords, rolesInWords } from "./member-words.tsx";

const wanted: Record<Assurance, string> = { 1: "", 2: "a second factor", 3: "a passkey" };

/** Everyone who does not have what the rules ask of them, and would have to set it up before going on. */
export function AskedMembers({
  rules,
  members,
  isSame,
}: {
  readonly rules: SignInRules;
  readonly members: readonly AskedMember[];
  readonly isSame: boolean;
}) {
  const asked = members.filter((member) => mustEnrol(rules, member));
  return (
    <Card
      title={isSame ? "Still to set up" : "Will be asked at their next request"}
      headingId="asked"
      note={`${asked.length} of ${members.length}`}
    >
      <div aria-live="polite">
        {asked.length === 0 ? (
          <p className="text-ink-2">Everyone has what the rules ask of them.</p>
        ) : (
          <ul className="divide-y divide-line">
            {asked.map((member) => (
              <li key={member.memberId} className="flex items-baseline gap-3 py-1.5">
                <span className="min-w-0 flex-1">
                  <span className="block break-words font-medium">{member.name}</span>
                  <span className="block text-ink-3 text-xs">{rolesInWords(member.roles)}</span>
                </span>
                <span className="shrink-0 text-right text-xs">
                  <span className="block">needs {wanted[requiredOf(rules, member.roles)]}</span>
                  <span className="block text-ink-3">
                    has {factorWords(member.factors).toLowerCase()}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
