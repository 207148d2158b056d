"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDebounced } from "#components/ui/use-debounced";
import type { PatientSearchView } from "#lib/patients/view";
import { postJson } from "#lib/post-json";

/** A search says something from two letters on. */
export const leastLetters = 2;

/**
 * Searches patients while a person types: 250 ms after the last key, aborting what is no longer
 * wanted, and keeping the last results until newer ones are there. What was typed travels in the
 * body of a POST and stays in memory for at most a minute.
 */
export function usePatientSearch(tenantId: string, typed: string, size: number) {
  const text = useDebounced(typed.trim());
  const isAsked = text.length >= leastLetters && typed.trim().length >= leastLetters;
  const query = useQuery({
    queryKey: [tenantId, "patients", "search", text, size],
    queryFn: ({ signal }) =>
      postJson<PatientSearchView>("/api/patients/search", { text, size }, { signal, tenantId }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return {
    isAsked,
    results: isAsked ? query.data : undefined,
    isBusy: isAsked && (query.isFetching || text !== typed.trim()),
    error: isAsked ? query.error : null,
    retry: () => void query.refetch(),
  };
}
