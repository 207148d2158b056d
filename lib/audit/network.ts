import { z } from "zod";

const one = z.union([z.ipv4(), z.ipv6()]);
const many = z.union([z.cidrv4(), z.cidrv6()]);

/** Where events came from, as typed: one IP address, or all that begin like it ("203.0.113.0/24"). */
export const typedNetwork = z
  .string()
  .trim()
  .max(60, "Enter an IP address.")
  .refine(
    (text) => one.safeParse(text).success || many.safeParse(text).success,
    "Enter an IP address, as 203.0.113.9, or a range, as 203.0.113.0/24 or 2001:db8::/32.",
  );
