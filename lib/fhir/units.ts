import type { KeyIndex, Scanned } from "./scan.ts";

/**
 * The unit of an import: a file, or several that refer to each other in a circle. A unit is written in
 * one transaction or not at all.
 */
export type Unit = readonly Scanned[];

/** Orders files so that whatever a file refers to comes before it, and joins those that need each other. */
export function unitsOf(files: ReadonlyMap<number, Scanned>, index: KeyIndex): Unit[] {
  const edges = new Map([...files].map(([number, file]) => [number, leansOn(file, files, index)]));
  return components([...files.keys()], edges).map((numbers) =>
    numbers.sort((a, b) => a - b).flatMap((number) => files.get(number) ?? []),
  );
}

function leansOn(file: Scanned, files: ReadonlyMap<number, Scanned>, index: KeyIndex): Set<number> {
  const targets = new Set<number>();
  for (const keys of file.outside) {
    const key = keys.find((one) => index.has(one));
    const target = key === undefined ? undefined : index.get(key);
    if (target !== undefined && files.has(target)) targets.add(target);
  }
  // A result learns its panel from the report that lists it, so reports go first.
  if (file.types.has("Observation") && file.file.format === "ndjson") {
    for (const [number, other] of files) {
      if (other !== file && other.reportsElsewhere && other.file.format === "ndjson") {
        targets.add(number);
      }
    }
  }
  return targets;
}

/** Tarjan's strongly connected components, which come out with what is depended on first. */
function components(nodes: readonly number[], edges: ReadonlyMap<number, Set<number>>): number[][] {
  const order = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const found: number[][] = [];

  function visit(root: number): void {
    const work: { node: number; rest: number[] }[] = [];
    const enter = (node: number) => {
      order.set(node, order.size);
      low.set(node, order.size - 1);
      stack.push(node);
      work.push({ node, rest: [...(edges.get(node) ?? [])] });
    };
    enter(root);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const next = top.rest.pop();
      if (next !== undefined) {
        if (!order.has(next)) enter(next);
        else if (stack.includes(next)) lower(top.node, order.get(next) ?? 0);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) lower(parent.node, low.get(top.node) ?? 0);
      if (low.get(top.node) === order.get(top.node)) {
        found.push(stack.splice(stack.indexOf(top.node)));
      }
    }
  }

  function lower(node: number, value: number): void {
    low.set(node, Math.min(low.get(node) ?? value, value));
  }

  for (const node of nodes) if (!order.has(node)) visit(node);
  return found;
}
