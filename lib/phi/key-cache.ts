import "server-only";
import { LRUCache } from "lru-cache";

/** Something with secrets in it that can be told to let go of them. */
interface Forgettable {
  forget(): void;
}

/** What `keyCache` makes: values by id, each loaded once for all who ask at the same time. */
export interface KeyCache<Value, Context> {
  /** The value, from memory or loaded; rejects as the loading does. */
  fetch(id: string, context: Context): Promise<Value>;
  /** The value that is held, if one is. */
  peek(id: string): Value | undefined;
  /** Holds a value that came by another way. */
  set(id: string, value: Value): void;
  /** Lets one go, or all. What is being loaded is still given to those who wait for it, and not kept. */
  drop(id?: string): void;
}

/**
 * Holds what was expensive to unwrap for `lifetime` milliseconds, which no use renews. It is loaded
 * once for all who ask at the same time, a failure is not kept, and what leaves forgets its secrets.
 * The cache's own loading is not used: a value that leaves while its successor is loaded would fail
 * everybody who waits for the successor.
 */
export function keyCache<Value extends Forgettable, Context>(
  lifetime: number,
  load: (id: string, context: Context) => Promise<Value>,
): KeyCache<Value, Context> {
  const held = new LRUCache<string, Value>({
    max: 2_000,
    ttl: lifetime,
    ttlAutopurge: true,
    dispose: (value) => value.forget(),
  });
  const loading = new Map<string, Promise<Value>>();

  const start = (id: string, context: Context): Promise<Value> => {
    const begun = load(id, context)
      .then((value) => {
        if (loading.get(id) === begun) held.set(id, value);
        return value;
      })
      .finally(() => {
        if (loading.get(id) === begun) loading.delete(id);
      });
    loading.set(id, begun);
    return begun;
  };

  return {
    async fetch(id, context) {
      return held.get(id) ?? loading.get(id) ?? start(id, context);
    },
    peek: (id) => held.peek(id),
    set: (id, value) => void held.set(id, value),
    drop(id) {
      if (id === undefined) {
        held.clear();
        loading.clear();
      } else {
        held.delete(id);
        loading.delete(id);
      }
    },
  };
}
