import type { MemberRole } from "./permissions.ts";

/** A role as people say it. */
export const roleWords: Record<MemberRole, string> = {
  medical_assistant: "Medical assistant",
  prescriber: "Clinician",
  biller: "Biller",
  tenant_admin: "Administrator",
};
