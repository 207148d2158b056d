import { z } from "zod";
import { PatientId } from "#lib/ids";
import { typedText } from "#lib/input-text";

/** What a person types into the search box, and the last patient of the page before. */
export const SearchPatients = z.object({
  text: typedText(200),
  after: PatientId.optional(),
  size: z.int().min(1).max(50).default(20),
});
export type SearchPatients = z.output<typeof SearchPatients>;

/** How the patient list is sorted and narrowed. Nothing in it is PHI, so that it may stand in a URL. */
export const ListPatients = z.object({
  sort: z.enum(["name", "last-visit"]).default("name"),
  status: z.enum(["active", "inactive", "any"]).default("active"),
  flag: z.enum(["restricted", "deceased"]).optional(),
  practitionerId: z.uuid().optional(),
  after: PatientId.optional(),
  size: z.int().min(1).max(100).default(25),
});
export type ListPatients = z.output<typeof ListPatients>;
