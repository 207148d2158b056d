import { z } from "zod";
import { kind } from "../kind.ts";
import { HumanName, Identifier, systems } from "../types.ts";

const Practitioner = z.object({
  identifier: z.array(Identifier).optional(),
  name: z.array(HumanName).optional(),
});

/** A clinician whom records name. An NPI is kept as it came: synthetic and foreign ones fail the check digit. */
export const practitioner = kind("Practitioner", Practitioner, (resource, box) => [
  {
    entity: "practitioners",
    resourceType: "Practitioner",
    keys: box.keys,
    plain: {
      displayName: displayName(resource.name?.[0]) ?? "Clinician without a name",
      npi: resource.identifier?.find((one) => one.system === systems.npi)?.value ?? null,
    },
    sealed: {},
    links: {},
  },
]);

function displayName(name: z.output<typeof HumanName> | undefined): string | undefined {
  if (!name) return undefined;
  const words = [...(name.prefix ?? []), ...(name.given ?? []), name.family].filter(Boolean);
  const suffix = (name.suffix ?? []).filter(Boolean);
  const full = [words.join(" "), ...suffix].filter(Boolean).join(", ");
  return full || name.text;
}
