"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { TrailView } from "#lib/audit/view";
import { postJson } from "#lib/post-json";

/**
 * Events page by page, newest first. The first page comes with the document, the others are asked
 * for; another question begins at its first page, and the old rows stay until the new ones are there.
 */
export function useEventPages({
  tenantId,
  path,
  question,
  first,
}: {
  readonly tenantId: string;
  readonly path: "/api/audit/trail" | "/api/audit/history";
  readonly question: object;
  readonly first: { readonly question: object; readonly trail: TrailView };
}) {
  const asked = JSON.stringify(question);
  const [turned, setTurned] = useState<{ asked: string; cursors: readonly number[] }>({
    asked,
    cursors: [],
  });
  const cursors = turned.asked === asked ? turned.cursors : [];
  const before = cursors.at(-1);
  const isFirst = before === undefined && asked === JSON.stringify(first.question);

  const query = useQuery({
    queryKey: [tenantId, "audit", path, asked, before ?? null],
    queryFn: ({ signal }) =>
      postJson<TrailView>(
        path,
        { ...question, ...(before === undefined ? {} : { before }) },
        { signal, tenantId },
      ),
    placeholderData: keepPreviousData,
    ...(isFirst ? { initialData: first.trail } : {}),
  });
  const trail = query.data ?? { events: [], before: undefined };
  const next = trail.before;

  return {
    trail,
    isBusy: query.isFetching,
    isRead: query.data !== undefined,
    error: query.error,
    retry: () => void query.refetch(),
    previous:
      cursors.length === 0 ? undefined : () => setTurned({ asked, cursors: cursors.slice(0, -1) }),
    next:
      next === undefined || query.isPlaceholderData
        ? undefined
        : () => setTurned({ asked, cursors: [...cursors, next] }),
  };
}
