"use server";

import { formAction } from "#lib/action";
import { TagRecords } from "#lib/break-glass/input";
import { tagPermissions } from "#lib/break-glass/tag-kinds";
import { tagRecords } from "#lib/break-glass/tag-records";

/** Says of records which kind of sensitive record they are, or that they are none. */
export const tagRecordsAction = formAction(tagPermissions, TagRecords, tagRecords, { fresh: true });
