import { z } from "zod";
import { kind } from "../kind.ts";
import { Concept, Identifier, Text, wordsOf } from "../types.ts";

const Organization = z.object({
  identifier: z.array(Identifier).optional(),
  type: z.array(Concept).optional(),
  name: Text,
  alias: z.array(Text).optional(),
});

/** A clinic, laboratory or payer. Many files bring the same one: its identifier makes them one row. */
export const organization = kind("Organization", Organization, (resource, box) => [
  {
    entity: "organizations",
    resourceType: "Organization",
    keys: box.keys,
    plain: {
      name: resource.name ?? resource.alias?.[0] ?? "Organization without a name",
      kind: wordsOf(resource.type?.[0]) ?? null,
    },
    sealed: {},
    links: {},
  },
]);
