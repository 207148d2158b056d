"use client";

import { FileCode } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { useToast } from "#components/ui/toast";
import type { VerifierFileView } from "#lib/checkpoints/view";
import { keepFile } from "#lib/post-file";
import { postJson } from "#lib/post-json";

/** Hands out the program that verifies a bundle without the application. */
export function VerifierDownload({ tenantId }: { readonly tenantId: string }) {
  const [isBusy, setBusy] = useState(false);
  const toast = useToast();
  const take = async () => {
    setBusy(true);
    try {
      const file = await postJson<VerifierFileView>("/api/audit/verifier", {}, { tenantId });
      const blob = new Blob([file.text], { type: "text/javascript" });
      keepFile({ blob, name: file.name, code: "" });
      toast({ title: "Verifier in your downloads", description: `SHA-256 ${file.digest}` });
    } catch {
      toast({ title: "The verifier could not be fetched", description: "Try again in a moment." });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button onClick={() => void take()} disabled={isBusy} focusableWhenDisabled>
      <FileCode aria-hidden /> Take the verifier
    </Button>
  );
}
