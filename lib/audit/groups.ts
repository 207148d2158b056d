import { type AuditAction, actionLabels } from "./vocabulary.ts";

/** Kinds of actions that are looked for together, by what the words for them begin or end with. */
const patterns = {
  exports: /^(export|document)\.|\.(exported|printed|issued)$/,
  "break-glass": /^break-glass/,
  "sign-in":
    /^(session|factors?|passkey|recovery-codes?|password|identity|sso|sign-in-rules|clinic\.chosen)\b/,
  members: /^(member|invitation)s?\./,
  records: /\.(viewed|listed|searched|opened)$/,
  trail: /^(trail|event|values|history|chain|view)\./,
  keys: /^keys?\./,
} as const;

/** A kind of actions. */
export type ActionGroup = keyof typeof patterns;

/** All kinds, with the words that people read. */
export const groupLabels: Record<ActionGroup, string> = {
  exports: "Exports and prints",
  "break-glass": "Break-glass",
  "sign-in": "Sign-in and factors",
  members: "Members and roles",
  records: "Records that were seen",
  trail: "The trail itself",
  keys: "Keys",
};

/** The actions of a kind. */
export const actionsOf = (group: ActionGroup): readonly AuditAction[] =>
  (Object.keys(actionLabels) as AuditAction[]).filter((action) => patterns[group].test(action));
