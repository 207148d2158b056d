"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { RotationView } from "#lib/keys/view";
import { postJson } from "#lib/post-json";

const isOpen = (rotation: RotationView | null | undefined) =>
  rotation != null && rotation.finishedAt === undefined;

/**
 * The rotation as it comes along. It is asked for in the background while one is under way, which does
 * not keep the session alive, and the page is read anew when it has ended.
 */
export function useRotation(
  tenantId: string,
  first: RotationView | undefined,
): RotationView | undefined {
  const router = useRouter();
  const query = useQuery({
    queryKey: [tenantId, "keys", "rotation", first?.requestedAt ?? null, first?.finishedAt ?? null],
    queryFn: ({ signal }) =>
      postJson<RotationView | null>(
        "/api/keys/rotation",
        {},
        { signal, tenantId, isBackground: true, staysOnPage: true },
      ),
    initialData: first ?? null,
    enabled: isOpen(first),
    refetchInterval: ({ state }) => {
      if (!isOpen(state.data) || state.error) return false;
      return state.data?.isSettling ? 20_000 : 2_000;
    },
  });
  const hasEnded = isOpen(first) && !isOpen(query.data);
  const isRead = useRef(false);
  useEffect(() => {
    if (!hasEnded || isRead.current) return;
    isRead.current = true;
    router.refresh();
  }, [hasEnded, router]);
  return query.data ?? undefined;
}
