import { catalogTest } from "#lib/labs/catalog";
import type { Story, Visit } from "./story.ts";

/** The words of one visit's note, in the form clinicians write: subjective, objective, assessment, plan. */
export function noteOf(story: Story, visit: Visit): string {
  return [
    `SUBJECTIVE\n${subjective(story, visit)}`,
    `OBJECTIVE\n${objective(story, visit)}`,
    `ASSESSMENT\n${assessment(story, visit)}`,
    `PLAN\n${plan(story, visit)}`,
  ].join("\n\n");
}

function subjective(story: Story, visit: Visit): string {
  const { therapy, person } = story;
  const how = visit.isTelehealth
    ? "Seen by video from home; identity and location confirmed."
    : "Seen in the clinic.";
  if (visit.kind === "initial") {
    return `${person.preferred ?? person.given} presents with ${therapy.complaint} over the past year. ${how} Sleep 6 h on most nights, exercises twice a week, does not smoke, 2 to 4 drinks a week. Goals and expectations of therapy discussed.`;
  }
  const feels = {
    well: "Reports clear improvement since the last visit and no side effects.",
    mild: mildEffects[therapy.key],
    poor: poorEffects[therapy.key],
  }[visit.tolerance];
  const doses =
    visit.doseBefore === undefined
      ? ""
      : ` Takes ${therapy.words(visit.doseBefore)} ${therapy.frequency}; ${visit.index % 3 === 0 ? "missed one dose while traveling" : "no missed doses"}.`;
  return `${feels}${doses} ${how}`;
}

const mildEffects = {
  testosterone: "Energy and libido better. Mild acne on the back, no mood swings.",
  estradiol:
    "Hot flashes down to two a week. Some breast tenderness in the first days after a patch change.",
  feminizing: "Pleased with changes so far. Occasional lightheadedness when standing up quickly.",
  semaglutide: "Appetite much smaller. Nausea for a day after each injection, no vomiting.",
  tirzepatide: "Morning readings better. Constipation, helped by fiber and fluids.",
  sermorelin: "Sleeps more deeply. Slight redness at injection sites.",
  tesamorelin: "Waist feels smaller. Some stiffness of the fingers in the morning.",
} as const;

const poorEffects = {
  testosterone:
    "Irritable and short of sleep since the last dose change; face flushed after exercise.",
  estradiol: "Bloating and headaches since the last dose change.",
  feminizing: "Low mood and headaches since the last dose change.",
  semaglutide: "Vomited three times in the week after the last dose step; eats little.",
  tirzepatide: "Persistent nausea and reflux since the last dose step.",
  sermorelin: "Headaches and flushing after most injections.",
  tesamorelin: "Swelling of the hands and numb fingertips at night.",
} as const;

function objective(story: Story, visit: Visit): string {
  const { weight, systolic, diastolic, pulse } = visit.body;
  const index = (weight / (story.height / 100) ** 2).toFixed(1);
  const first = story.visits[0]?.body.weight ?? weight;
  const change = Math.round((weight - first) * 10) / 10;
  const moved = change === 0 ? "unchanged" : `${change < 0 ? "down" : "up"} ${Math.abs(change)} kg`;
  const since = visit.index === 0 ? "" : ` (${moved} since the first visit)`;
  const source = visit.isTelehealth
    ? "patient-reported, home cuff and scale"
    : "measured in the clinic";
  const vitals = `BP ${systolic}/${diastolic}, pulse ${pulse}, weight ${weight} kg${since}, BMI ${index} (${source}).`;
  const results = [...(visit.labs ?? [])].slice(0, 7).map(([code, value]) => {
    const known = catalogTest(code);
    return `${known?.name ?? code} ${value} ${known?.unit ?? ""}`.trim();
  });
  return results.length > 0
    ? `${vitals}\nLabs: ${results.join("; ")}.`
    : `${vitals}\nNo new laboratory results.`;
}

function assessment(story: Story, visit: Visit): string {
  const { problem } = story.therapy;
  if (visit.kind === "initial") {
    return `${problem.display} (${problem.code}), symptomatic, laboratory findings consistent. No contraindication to therapy found in history or labs.`;
  }
  const course = {
    start: "",
    up: "improving, not yet at goal",
    same: "at goal and stable",
    down: "over-treated or poorly tolerated at the present dose",
    stop: "therapy ended",
  }[visit.change];
  const hematocrit = visit.labs?.get("20570-8") ?? 0;
  const watch =
    hematocrit > 50
      ? ` Hematocrit ${hematocrit} %: secondary to therapy, no symptoms of hyperviscosity.`
      : "";
  return `${problem.display} (${problem.code}), ${course}.${watch}`;
}

function plan(story: Story, visit: Visit): string {
  const { therapy } = story;
  const dose = `${therapy.drug}, ${therapy.words(visit.dose)} ${therapy.frequency}`;
  const step = {
    start: `Start ${dose}. Instructions for use and storage given; risks, benefits and alternatives discussed, consent signed.`,
    up: `Increase to ${dose}.`,
    down: `Reduce to ${dose}. Call if symptoms do not settle within two weeks.`,
    same: `Continue ${dose}.`,
    stop: `Stop ${therapy.drug}.`,
  }[visit.change];
  const labs =
    visit.index < 2 ? "Repeat labs in 6 to 12 weeks" : "Repeat labs before the next visit";
  const follow =
    visit.index < 2 ? "follow-up in 6 weeks by video" : "follow-up in 3 to 4 months by video";
  return `1. ${step}\n2. ${labs}; ${follow}.\n3. Sleep, protein intake and resistance training reviewed.`;
}
