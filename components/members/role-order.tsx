"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useId, useLayoutEffect, useRef } from "react";
import { Button } from "#components/ui/button";
import type { MemberRole } from "#lib/access/permissions";
import { allRoles, roleDuties, roleWords } from "#lib/access/role-words";
import { cn } from "#lib/cn";

function moved(roles: readonly MemberRole[], at: number, by: number): MemberRole[] {
  const next = [...roles];
  const [role] = next.splice(at, 1);
  if (role !== undefined) next.splice(at + by, 0, role);
  return next;
}

/**
 * The roles of a member: which, and in which order they are tried. `mayAdd` is off for one's own, since
 * nobody gives a role to themselves. The focus stays with the role that was moved.
 */
export function RoleOrder({
  roles,
  onChange,
  held = allRoles,
  mayAdd = true,
  issues,
}: {
  readonly roles: readonly MemberRole[];
  readonly onChange: (roles: readonly MemberRole[]) => void;
  /** The roles that are held now, which are the only ones to be ticked again where none may be added. */
  readonly held?: readonly MemberRole[];
  readonly mayAdd?: boolean;
  readonly issues?: readonly string[] | undefined;
}) {
  const id = useId();
  const focus = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (focus.current === undefined) return;
    const wanted = document.getElementById(focus.current) as HTMLButtonElement | null;
    const other = document.getElementById(focus.current.replace(/-(up|down)$/, "-box"));
    (wanted?.hasAttribute("data-disabled") === false ? wanted : (wanted ?? other))?.focus();
    focus.current = undefined;
  });
  const rows = [...roles, ...allRoles.filter((role) => !roles.includes(role))];

  return (
    <fieldset aria-describedby={`${id}-how ${id}-wrong`} className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 font-medium">Roles</legend>
      <ol className="divide-y divide-line rounded-card border border-line">
        {rows.map((role) => {
          const at = roles.indexOf(role);
          const isHeld = at >= 0;
          const canTick = isHeld || mayAdd || held.includes(role);
          const step = (by: 1 | -1) => {
            focus.current = `${id}-${role}-${by < 0 ? "up" : "down"}`;
            onChange(moved(roles, at, by));
          };
          return (
            <li key={role} className="flex min-h-11 items-center gap-2 px-2.5 py-1">
              <input
                type="checkbox"
                id={`${id}-${role}-box`}
                checked={isHeld}
                disabled={!canTick}
                aria-describedby={`${id}-${role}-duty`}
                onChange={() => {
                  focus.current = `${id}-${role}-box`;
                  onChange(isHeld ? roles.filter((each) => each !== role) : [...roles, role]);
                }}
                className="size-4 shrink-0 accent-accent"
              />
              {isHeld ? <input type="hidden" name="roles" value={role} /> : null}
              <div className={cn("min-w-0 flex-1", !canTick && "text-ink-3")}>
                <label htmlFor={`${id}-${role}-box`} className="font-medium">
                  {roleWords[role]}
                </label>
                <p id={`${id}-${role}-duty`} className="text-ink-3 text-xs">
                  {roleDuties[role]}
                </p>
              </div>
              {isHeld && roles.length > 1 ? (
                <>
                  <span className="tabular text-ink-3 text-xs">
                    {at === 0 ? "Tried first" : `${at + 1}.`}
                  </span>
                  <Button
                    id={`${id}-${role}-up`}
                    size="icon"
                    look="quiet"
                    aria-label={`Try ${roleWords[role]} earlier`}
                    disabled={at === 0}
                    focusableWhenDisabled
                    onClick={() => step(-1)}
                  >
                    <ArrowUp aria-hidden />
                  </Button>
                  <Button
                    id={`${id}-${role}-down`}
                    size="icon"
                    look="quiet"
                    aria-label={`Try ${roleWords[role]} later`}
                    disabled={at === roles.length - 1}
                    focusableWhenDisabled
                    onClick={() => step(1)}
                  >
                    <ArrowDown aria-hidden />
                  </Button>
                </>
              ) : null}
            </li>
          );
        })}
      </ol>
      <p id={`${id}-how`} className="text-ink-3 text-xs">
        Roles are never added up: each page and each action runs under the first role here that
        allows it.
      </p>
      <p id={`${id}-wrong`} className="font-medium text-critical text-xs empty:hidden">
        {issues?.join(" ")}
      </p>
    </fieldset>
  );
}
