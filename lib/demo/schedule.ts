import type { Clinician, DemoClinic } from "./clinics.ts";
import { Chance } from "./random.ts";
import { idOf, type Resource } from "./resource.ts";
import { atClock, type Story } from "./story.ts";

const day = 86_400_000;

/**
 * The book of appointments: visits that took place in the last six weeks, some that did not, today's
 * with people waiting, and those of the coming two weeks. No clinician is booked twice at a time.
 */
export function appointmentsOf(
  clinic: DemoClinic,
  stories: readonly Story[],
  today: Date,
): Resource[] {
  const chance = new Chance(`${clinic.slug} schedule`);
  const past = stories.flatMap((story) =>
    story.visits
      .filter((visit) => today.getTime() - visit.at.getTime() < 42 * day)
      .map((visit) =>
        booked(
          story,
          `visit-${visit.index}`,
          visit.at,
          visit.minutes,
          visit.clinician,
          "fulfilled",
          "accepted",
          visit.isTelehealth,
        ),
      ),
  );
  const living = stories.filter(
    (story) => !story.person.isDeceased && story.person.number % 41 !== 40,
  );
  const taken = new Set<string>();
  const coming: Resource[] = [];
  let turn = 0;
  for (let ahead = -3; ahead <= 14; ahead += 1) {
    const date = new Date(today.getTime() + ahead * day);
    if ([0, 6].includes(date.getUTCDay()) && ahead !== 0) continue;
    const wanted = ahead < 0 ? 2 : ahead === 0 ? 11 : ahead < 5 ? 9 : 5;
    for (let count = 0; count < wanted; count += 1) {
      const story = living[(turn * 101 + 5) % living.length];
      turn += 1;
      if (!story) continue;
      const [hour, minute] = [9 + Math.floor(count % 8), chance.pick([0, 30])];
      const at = atClock(clinic.timeZone, date, hour, minute);
      const slot = `${story.clinician.id} ${at.toISOString()}`;
      if (taken.has(slot)) continue;
      taken.add(slot);
      const [status, answer] = standing(at, today, count, ahead);
      coming.push(
        booked(
          story,
          `next-${ahead + 3}-${count}`,
          at,
          30,
          story.clinician,
          status,
          answer,
          chance.happens(0.75),
        ),
      );
    }
  }
  return [...past, ...coming];
}

function standing(at: Date, today: Date, count: number, ahead: number): [string, string] {
  const minutes = (at.getTime() - today.getTime()) / 60_000;
  if (ahead < 0) return [ahead % 2 === 0 ? "noshow" : "cancelled", "accepted"];
  if (ahead === 0 && minutes < -60) return [count === 3 ? "noshow" : "fulfilled", "accepted"];
  if (ahead === 0 && minutes < -10) return ["checked-in", "accepted"];
  if (ahead === 0 && minutes < 25) return ["arrived", "accepted"];
  return ["booked", count % 3 === 0 ? "needs-action" : "accepted"];
}

function booked(
  story: Story,
  name: string,
  at: Date,
  minutes: number,
  clinician: Clinician,
  status: string,
  answer: string,
  isTelehealth: boolean,
): Resource {
  return {
    resourceType: "Appointment",
    id: idOf(story.person, "appointment", name),
    status,
    serviceType: [{ text: isTelehealth ? "Telehealth visit" : "Office visit" }],
    reasonCode: [{ text: `${story.therapy.problem.display}, follow-up` }],
    start: at.toISOString(),
    end: new Date(at.getTime() + minutes * 60_000).toISOString(),
    participant: [
      { actor: { reference: `Patient/${idOf(story.person)}` }, status: answer },
      { actor: { reference: `Practitioner/${clinician.id}` }, status: "accepted" },
    ],
  };
}
