import { Notice } from "#components/ui/notice";
import type { RoleMatrixView } from "#lib/compliance/view";

const shown = 20;

/** An alarm for each way in which the live database is not what it is declared to be, or that there is none. */
export function Differences({ matrix }: { readonly matrix: RoleMatrixView }) {
  const { differences } = matrix;
  const open = matrix.groups.flatMap(({ tables }) => tables).filter(({ wall }) => wall === "open");
  if (differences.length === 0 && open.length === 0)
    return (
      <Notice tone="ok" title="The database is as it is declared" className="mb-3">
        Policies, grants, keys, functions and memberships were compared in both directions.
      </Notice>
    );
  const count =
    differences.length === 1
      ? "1 difference"
      : `${differences.length.toLocaleString("en-US")} differences`;
  return (
    <Notice
      tone="critical"
      title={`The database is not what it is declared to be: ${count}`}
      className="mb-3"
    >
      <p>
        Somebody who administers the database has changed who may do what. Tell the operator: a
        migration puts it right, and the server does not start on a database like this.
      </p>
      <ul className="mt-1 list-disc pl-4">
        {open.map(({ name, label }) => (
          <li key={name}>No wall between clinics around {label}</li>
        ))}
        {differences.slice(0, shown).map(({ rule, what }) => (
          <li key={`${rule}${what}`} className="break-words">
            {rule}: <code className="font-mono text-xs">{what}</code>
          </li>
        ))}
        {differences.length > shown ? <li>and {differences.length - shown} more</li> : null}
      </ul>
    </Notice>
  );
}
