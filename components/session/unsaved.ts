/** Saves what was typed and not saved yet, and says when that is done. */
type Save = () => Promise<unknown>;

const saves = new Set<Save>();
const longest = 1500;

/** Has `save` called before the page is left on purpose. Returns how to take it back. */
export function saveBeforeLeaving(save: Save): () => void {
  saves.add(save);
  return () => void saves.delete(save);
}

/** Saves everything that was typed on this page. It never takes longer than a moment: a lock does not wait. */
export async function saveTyped(): Promise<void> {
  const all = Promise.allSettled([...saves].map((save) => save()));
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, longest))]);
}
