import { z } from "zod";
import { kind, Rejected } from "../kind.ts";
import { Concept, Reference, Text, Whole, wordsOf } from "../types.ts";

const Appointment = z.object({
  status: Text,
  serviceType: z.array(Concept).optional(),
  appointmentType: Concept.optional(),
  reasonCode: z.array(Concept).optional(),
  description: Text,
  start: Text,
  end: Text,
  minutesDuration: Whole.optional(),
  participant: z.array(z.object({ actor: Reference.optional(), status: Text })).optional(),
});

const statuses: Record<string, string> = {
  pending: "booked",
  booked: "booked",
  arrived: "arrived",
  "checked-in": "in_room",
  fulfilled: "done",
  noshow: "no_show",
  cancelled: "cancelled",
};

/** A booked time. It is *confirmed* once the patient has accepted it. */
export const appointment = kind("Appointment", Appointment, (resource, box) => {
  const status = statuses[resource.status ?? ""];
  if (!status) throw new Rejected("status", "only an appointment with a fixed time is kept");
  const startsAt = box.instant("start", resource.start);
  if (!startsAt) throw new Rejected("start", "no time");
  const length = (resource.minutesDuration ?? 30) * 60_000;
  const endsAt = box.instant("end", resource.end) ?? new Date(startsAt.getTime() + length);
  if (endsAt <= startsAt) throw new Rejected("end", "ends before it starts");
  const of = (type: string) =>
    resource.participant?.find((one) => one.actor?.reference?.includes(type));
  const patient = of("Patient");
  const isConfirmed = status === "booked" && patient?.status === "accepted";
  const service = [...(resource.serviceType ?? []), resource.appointmentType]
    .map(wordsOf)
    .join(" ");
  return [
    {
      entity: "appointments",
      resourceType: "Appointment",
      keys: box.keys,
      plain: {
        status: isConfirmed ? "confirmed" : status,
        kind: /tele|video|virtual/i.test(service) ? "telehealth" : "in_person",
        startsAt,
        endsAt,
      },
      sealed: { reasonSealed: wordsOf(resource.reasonCode?.[0]) ?? resource.description },
      links: {
        patientId: box.must("participant.actor", "patients", "Patient", patient?.actor),
        practitionerId: box.may(
          "participant.actor",
          "practitioners",
          "Practitioner",
          of("Practitioner")?.actor,
        ),
      },
    },
  ];
});
