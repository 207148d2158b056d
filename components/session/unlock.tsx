"use client";

import type { Route } from "next";
import { ProofForm } from "#components/factors/proof-form";
import type { MeansView } from "#lib/factors/view";

/** Asks the person whose screen is locked to prove who they are, and takes them back to where they were, as a page loaded anew. */
export function Unlock({ means, next }: { readonly means: MeansView; readonly next: Route }) {
  return <ProofForm means={means} onProved={() => window.location.replace(next)} />;
}
