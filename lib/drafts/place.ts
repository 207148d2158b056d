import "server-only";
import { v5 } from "uuid";
import type { FieldPlace, MemberScope } from "#lib/scope";
import type { DraftKey } from "./input.ts";

/** Where a member's draft of one form about one subject is sealed. The id is made from these, so that two tabs that save at once seal for the same row. */
export function draftPlace({ actor }: MemberScope, { form, subjectId }: DraftKey): FieldPlace {
  return {
    table: "drafts",
    column: "content_sealed",
    rowId: v5(`${form}:${subjectId}`, actor.memberId),
  };
}
