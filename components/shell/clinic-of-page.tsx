"use client";

import { useEffect } from "react";
import { sayClinic } from "#lib/clinic-of-page";

/** Lets the server know which clinic this page shows, so that rows of another are never sent to stand under its name. */
export function ClinicOfPage({ tenantId }: { readonly tenantId: string }): null {
  useEffect(() => sayClinic(tenantId), [tenantId]);
  return null;
}
