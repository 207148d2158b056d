import "server-only";
import { LRUCache } from "lru-cache";

/** Something with secrets in it that can be told to let go of them. */
interface Forgettable {
  forget(): void;
}

/**
 * Holds what was expensive to unwrap for `lifetime` milliseconds, which no use renews. It is loaded
 * once for all who ask at the same time, a failure is not kept, and what leaves forgets its secrets.
 */
export function keyCache<Value extends Forgettable, Context>(
  lifetime: number,
  load: (id: string, context: Context) => Promise<Value>,
): LRUCache<string, Value, Context> {
  return new LRUCache<string, Value, Context>({
    max: 2_000,
    ttl: lifetime,
    ttlAutopurge: true,
    dispose: (value) => value.forget(),
    fetchMethod: (id, _stale, { context }) => load(id, context),
  });
}
