import { type Found, found, grouped, type Look } from "./look.ts";

/** What a member used to open: on how many days of the four weeks before, and how many patients on average. */
export interface Habit {
  readonly days: number;
  readonly average: number;
}

const fewest = 10;
const times = 3;
const daysToCompare = 5;
const withoutHabit = 40;

/** On which days a member opened far more records than they used to. */
export function spikes(looks: readonly Look[], habits: ReadonlyMap<string, Habit>): Found[] {
  const days = grouped(looks, ({ memberId, day }) => `${memberId} ${day}`);
  return [...days.values()].flatMap((own) => {
    const charts = new Set(own.map(({ patientId }) => patientId)).size;
    const habit = habits.get(own[0].memberId);
    const isKnown = habit !== undefined && habit.days >= daysToCompare;
    const isSpike = isKnown
      ? charts >= fewest && charts > times * habit.average
      : charts >= withoutHabit;
    if (!isSpike) return [];
    const average = isKnown ? { average: Math.round(habit.average * 10) / 10 } : {};
    return [found("volume", own, { day: own[0].day, charts, ...average })];
  });
}
