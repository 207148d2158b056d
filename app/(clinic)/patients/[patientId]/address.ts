import { notFound } from "next/navigation";
import { PatientId } from "#lib/ids";

/** The patient of an address. What is no id at all is a page not found, like a patient who is not there. */
export async function patientIdOf(
  params: Promise<{ readonly patientId: string }>,
): Promise<PatientId> {
  const parsed = PatientId.safeParse((await params).patientId);
  if (!parsed.success) notFound();
  return parsed.data;
}

/** The page of an address, from 0 for the newest. */
export async function pageOf(
  searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>,
): Promise<number> {
  const { page } = await searchParams;
  return typeof page === "string" && /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 0;
}
