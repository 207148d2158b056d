import { type ClinicHours, clockOf } from "../rules.ts";
import { type Found, found, grouped, type Look } from "./look.ts";

/** Whether the clinic was open, by its own clock. */
const isOpen = ({ weekday, minute }: Look, hours: ClinicHours) =>
  hours.openDays.includes(String(weekday)) &&
  minute >= hours.opensMinute &&
  minute < hours.closesMinute;

/** What each member opened outside of the clinic's hours. */
export function afterHours(looks: readonly Look[], hours: ClinicHours): Found[] {
  const outside = looks.filter((look) => !isOpen(look, hours));
  return [...grouped(outside, ({ memberId }) => memberId).values()].map((own) => {
    const days = new Set(own.map(({ day }) => day));
    const latest = own.reduce((one, other) => (other.first > one.first ? other : one));
    return found("after_hours", own, {
      days: days.size,
      latest: `${latest.day} ${clockOf(latest.minute)}`,
    });
  });
}
