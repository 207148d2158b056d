import Link from "next/link";
import { type TagKind, tagKindWords } from "#lib/break-glass/tag-kinds";
import type { TagCountView } from "#lib/break-glass/view";
import { cn } from "#lib/cn";
import { sensitivityHref } from "#lib/routes";

/** The kinds of record of a chart, each with how many are tagged of how many there are. */
export function TagKinds({
  patientId,
  counts,
  shown,
}: {
  readonly patientId: string;
  readonly counts: readonly TagCountView[];
  readonly shown: TagKind;
}) {
  return (
    <nav aria-label="Kinds of record" className="mb-2.5 flex flex-wrap gap-1.5 print:hidden">
      {counts.map(({ kind, all, tagged }) => (
        <Link
          key={kind}
          href={sensitivityHref(patientId, kind)}
          prefetch={false}
          scroll={false}
          aria-current={kind === shown ? "page" : undefined}
          className={cn(
            "flex h-7 items-center gap-1.5 rounded-control border px-2.5 font-medium pointer-coarse:h-10",
            kind === shown
              ? "border-transparent bg-selected text-ink"
              : "border-line bg-raised text-ink-2 hover:bg-hover hover:text-ink",
          )}
        >
          {tagKindWords[kind]}
          <span className="tabular font-normal text-ink-3">
            {tagged === 0 ? "" : `${tagged.toLocaleString("en-US")} of `}
            {all.toLocaleString("en-US")}
          </span>
        </Link>
      ))}
    </nav>
  );
}
