"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { Toasts } from "#components/ui/toast";

const fiveMinutes = 5 * 60_000;

/** What has read PHI is forgotten after five minutes out of sight, and never written to disk. */
const newClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        gcTime: fiveMinutes,
        staleTime: 15_000,
        retry: false,
        refetchOnWindowFocus: false,
      },
    },
  });

/** Everything that client components find around them: the query cache, the URL state, toasts, the nonce. */
export function Providers({
  nonce,
  children,
}: {
  readonly nonce: string | undefined;
  readonly children: ReactNode;
}) {
  const [client] = useState(newClient);
  // The policy of a page is that of its first request: a refresh brings the nonce of another one.
  const [own] = useState(nonce);

  return (
    <CSPProvider {...(own === undefined ? {} : { nonce: own })}>
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          <Toasts>{children}</Toasts>
        </NuqsAdapter>
      </QueryClientProvider>
    </CSPProvider>
  );
}
