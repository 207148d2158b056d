import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { ContactRecord, packRecord } from "#lib/phi/records";
import type { ContactDraft } from "../draft.ts";
import { wordsOf } from "../types.ts";
import type { PatientResource } from "./patient.ts";

/** Every phone, e-mail and address of a patient, and whom to call for them, in the order they came. */
export function contactsOf(resource: PatientResource): ContactDraft[] {
  const points = (resource.telecom ?? []).flatMap((point): ContactDraft[] => {
    if (!point.value) return [];
    const isEmail = point.system === "email";
    if (!isEmail && !["phone", "sms", undefined].includes(point.system)) return [];
    const value = isEmail ? point.value : phone(point.value);
    return [
      {
        kind: isEmail ? "email" : "phone",
        use: point.use ?? null,
        value: packRecord(ContactRecord, { value }),
        search: value,
      },
    ];
  });
  const addresses = (resource.address ?? []).map((address): ContactDraft => {
    const lines = (address.line ?? []).filter((line) => line !== undefined);
    const { city, state, postalCode, country } = address;
    const shown = lines.length > 0 || city ? lines : [address.text ?? ""];
    return {
      kind: "address",
      use: address.use ?? null,
      value: packRecord(ContactRecord, { lines: shown, city, state, postalCode, country }),
    };
  });
  const people = (resource.contact ?? []).map((person): ContactDraft => {
    const name = [...(person.name?.given ?? []), person.name?.family].filter(Boolean).join(" ");
    const number = person.telecom?.find((point) => point.value && point.system !== "email")?.value;
    return {
      kind: "person",
      use: null,
      value: packRecord(ContactRecord, {
        name: name || person.name?.text,
        relationship: wordsOf(person.relationship?.[0]),
        phone: number === undefined ? undefined : phone(number),
      }),
    };
  });
  return [...points, ...addresses, ...people];
}

/** E.164 when the number is possible, else as it came: 555 numbers are possible and never valid. */
function phone(text: string): string {
  const parsed = parsePhoneNumberFromString(text, "US");
  return parsed?.isPossible() ? parsed.number : text;
}
