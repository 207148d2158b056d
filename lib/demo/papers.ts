import type { DemoClinic } from "./clinics.ts";
import { idOf, type Resource } from "./resource.ts";
import type { Story } from "./story.ts";

/** Papers of a patient that are no notes: consents for all, insurance cards and letters for some. */
export function papersOf(clinic: DemoClinic, story: Story): Resource[] {
  const { person, visits, therapy } = story;
  const date = visits[0]?.at.toISOString();
  if (!date) return [];
  const paper = (name: string, type: string, title: string, text: string): Resource => ({
    resourceType: "DocumentReference",
    id: idOf(person, "paper", name),
    status: "current",
    docStatus: "final",
    type: { text: type },
    subject: { reference: `Patient/${idOf(person)}` },
    date,
    description: title,
    content: [
      {
        attachment: {
          contentType: "text/plain",
          title,
          data: Buffer.from(text).toString("base64"),
        },
      },
    ],
  });
  const consent = paper(
    "consent",
    "Consent",
    "Consent to telehealth and treatment",
    `${clinic.name}\nConsent to telehealth visits and to treatment with ${therapy.drug}.\nThe risks, benefits and alternatives were explained and questions answered.\nSigned electronically by the patient.`,
  );
  const card = paper(
    "card",
    "Health insurance card",
    "Insurance card, front and back",
    "Scanned at intake. See coverage for payer and subscriber number.",
  );
  const letter = paper(
    "letter",
    "Letter",
    "Letter to the primary care clinician",
    `${clinic.name}\nWe share the care of this patient, who began ${therapy.drug} with us for ${therapy.problem.display.toLowerCase()}. Monitoring labs are drawn every three to six months and will be sent to you.`,
  );
  return [
    consent,
    ...(story.isInsured ? [card] : []),
    ...(person.number % 5 === 0 ? [letter] : []),
  ];
}
