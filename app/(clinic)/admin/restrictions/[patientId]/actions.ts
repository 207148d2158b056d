"use server";

import { formAction } from "#lib/action";
import { LiftRestriction, RestrictChart, WhichCarer } from "#lib/break-glass/input";
import { addCarer, liftRestriction, removeCarer, restrictChart } from "#lib/break-glass/restrict";

const fresh = { fresh: true } as const;

/** Closes a chart, or one kind of record in it, to all but the care team. */
export const restrictChartAction = formAction("restriction:manage", RestrictChart, restrictChart);

/** Opens to the clinic again what a restriction closed. */
export const liftRestrictionAction = formAction(
  "restriction:manage",
  LiftRestriction,
  liftRestriction,
  fresh,
);

/** Names a member who treats the patient. */
export const addCarerAction = formAction("restriction:manage", WhichCarer, addCarer, fresh);

/** Takes a member off the care team. */
export const removeCarerAction = formAction("restriction:manage", WhichCarer, removeCarer);
