import { z } from "zod";

const local = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const shape = new RegExp(`^${local}(?:\\.${local})*@${label}(?:\\.${label})+$`);

/**
 * An e-mail address that mail is sent to, as accounts are kept: in lower case, of plain characters
 * alone. Look-alikes of them, line breaks, names and lists of addresses are refused, never repaired.
 */
export const MailAddress = z
  .string()
  .max(254, "An email address has 254 characters at most.")
  .transform((typed) => typed.trim().toLowerCase())
  .refine(
    (address) => shape.test(address) && address.indexOf("@") <= 64,
    "Enter an email address, like name@clinic.example.",
  );
