import { addDays, subYears } from "date-fns";
import { dayOf } from "#lib/dates";
import { newId, type PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import type { TestClinic } from "#lib/testing";
import { recordDisclosure } from "./commands.ts";
import { AskAccounting, RecordDisclosure } from "./input.ts";
import { getAccounting } from "./queries.ts";

/** The clinic's day. */
export const today = dayOf(new Date(), "America/Chicago");

/** A day so many days after another. */
export const shifted = (day: string, days: number) =>
  addDays(new Date(`${day}T12:00:00Z`), days)
    .toISOString()
    .slice(0, 10);

/** The clinic's day so many days ago. */
export const ago = (days: number) => shifted(today, -days);

/** The first day that an accounting reaches back to. */
export const earliest = subYears(new Date(`${today}T12:00:00Z`), 6)
  .toISOString()
  .slice(0, 10);

/** Does something as whoever keeps the accountings. */
export const asAdmin = <T>(clinic: TestClinic, work: Parameters<typeof runInScope<T>>[2]) =>
  runInScope(clinic.as("tenant_admin"), "disclosure:manage", work);

/** A patient's accounting and what the desk shows beside it. */
export const account = (clinic: TestClinic, patientId: PatientId, asked: object = {}) =>
  asAdmin(clinic, (scope) => getAccounting(scope, AskAccounting.parse({ patientId, ...asked })));

/** Records a disclosure to a court today, unless a test says otherwise. */
export const record = (clinic: TestClinic, patientId: PatientId, said: object) =>
  asAdmin(clinic, (scope) =>
    recordDisclosure(
      scope,
      RecordDisclosure.parse({
        disclosureId: newId(),
        patientId,
        disclosedOn: today,
        recipient: "County Court",
        address: "",
        purpose: "judicial",
        basis: "",
        description: "Chart summary",
        ...said,
      }),
    ),
  );

/** The lines of a patient's accounting, each as one text. */
export const shown = async (clinic: TestClinic, patientId: PatientId, asked: object = {}) =>
  (await account(clinic, patientId, asked)).accounting.lines.map(
    ({ on, recipient, address = "", description, purpose }) =>
      [on, recipient, address, description, purpose].join(" | "),
  );
