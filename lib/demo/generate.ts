import { backgroundOf } from "./background.ts";
import type { DemoClinic } from "./clinics.ts";
import { labsOf } from "./labs.ts";
import { billOf, coverageOf } from "./money.ts";
import { papersOf } from "./papers.ts";
import { patientOf } from "./patient.ts";
import { peopleOf } from "./people.ts";
import type { Resource } from "./resource.ts";
import { appointmentsOf } from "./schedule.ts";
import { storyOf } from "./story.ts";
import { visitOf } from "./visit.ts";

/**
 * Everything a demonstration clinic holds, as FHIR R4 resources: the same for the same clinic and day.
 * Nobody in it exists, and no data of anybody else went into it.
 */
export function demonstrationOf(clinic: DemoClinic, today: Date): Resource[] {
  const stories = peopleOf(clinic).map((person) => storyOf(clinic, person, today));
  const staff = clinic.clinicians.map(
    (one): Resource => ({
      resourceType: "Practitioner",
      id: one.id,
      identifier: [{ system: "http://hl7.org/fhir/sid/us-npi", value: one.npi }],
      name: [{ family: one.family, given: [one.given], suffix: [one.credentials] }],
    }),
  );
  const charts = stories.flatMap((story) => [
    patientOf(clinic, story),
    ...coverageOf(story),
    ...backgroundOf(story),
    ...papersOf(clinic, story),
    ...story.visits.flatMap((visit) => [
      ...visitOf(story, visit, visit === story.visits.at(-1)),
      ...labsOf(story, visit, today),
      ...billOf(story, visit, today),
    ]),
  ]);
  return [...staff, ...charts, ...appointmentsOf(clinic, stories, today)];
}
