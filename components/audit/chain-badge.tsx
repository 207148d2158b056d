import { ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import Link from "next/link";
import { Chip } from "#components/ui/chip";
import type { ChainStandingView } from "#lib/checkpoints/view";
import { badgeWords, toneOfStanding } from "#lib/checkpoints/words";

const icons = { ok: ShieldCheck, late: ShieldQuestion, failed: ShieldAlert } as const;

/**
 * Whether the clinic's audit trail is verified, and how long ago: in sight on every page of whoever
 * may look after it. Where there is little room its sign and colour say it, and its name for a reader.
 */
export function ChainBadge({ standing }: { readonly standing: ChainStandingView }) {
  const Icon = icons[standing.tone];
  return (
    <Link
      href="/admin/audit/verify"
      prefetch={false}
      className="shrink-0 rounded-chip"
      aria-label={`Audit trail: ${badgeWords(standing)}`}
    >
      <Chip tone={toneOfStanding[standing.tone]} className="min-h-6 px-2">
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span className="tabular whitespace-nowrap max-sm:sr-only">{badgeWords(standing)}</span>
      </Chip>
    </Link>
  );
}
