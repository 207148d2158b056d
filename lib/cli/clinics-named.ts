import { asc, eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { tenants } from "#db/schema/tenants";
import { Complaint } from "./complaint.ts";

/** A clinic as a command names it. */
export interface NamedClinic {
  readonly id: string;
  readonly slug: string;
}

/** The clinic of that slug, or without one every clinic, by slug. Throws `Complaint` where there is none. */
export async function clinicsNamed(slug: string | undefined): Promise<NamedClinic[]> {
  const found = await inDirectory((tx) =>
    tx
      .select({ id: tenants.id, slug: tenants.slug })
      .from(tenants)
      .where(slug === undefined ? undefined : eq(tenants.slug, slug))
      .orderBy(asc(tenants.slug)),
  );
  if (found.length > 0) return found;
  throw new Complaint(
    slug === undefined
      ? "There are no clinics yet."
      : `There is no clinic with the slug "${slug}".`,
  );
}
