import { Card } from "#components/ui/card";
import { findingBasis, findingKinds, findingLabels } from "#lib/reviews/rules";

/** What a review looks for, and how it is told: whoever signs off knows what a missing finding means. */
export function FindingKinds() {
  return (
    <Card title="What is looked for" headingId="kinds">
      <dl className="flex flex-col gap-2">
        {findingKinds.map((kind) => (
          <div key={kind}>
            <dt className="font-medium">{findingLabels[kind]}</dt>
            <dd className="text-ink-2">{findingBasis[kind]}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
