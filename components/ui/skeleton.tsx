/** Grey rows in the place of a table that is being read; shown only after a moment, so that quick reads do not flash. */
export function SkeletonRows({ rows = 8 }: { readonly rows?: number }) {
  return (
    <output
      aria-label="Reading"
      className="block animate-[appear_0.01s_linear_150ms_both] divide-y divide-line"
    >
      {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key) => (
        <div key={key} className="flex h-8 items-center gap-6 px-2">
          <span className="h-2.5 w-1/5 rounded-chip bg-neutral-bg" />
          <span className="h-2.5 w-1/8 rounded-chip bg-neutral-bg" />
          <span className="h-2.5 w-1/4 rounded-chip bg-neutral-bg" />
        </div>
      ))}
    </output>
  );
}
