import "server-only";
import { createHash } from "node:crypto";

/** Some rows of an export as text, and where the next ones begin. */
export interface Batch<Cursor> {
  readonly text: string;
  readonly rows: number;
  readonly next: Cursor | undefined;
}

/** How an export is made: its rows batch by batch, and what is to be done at its end or when it breaks off. */
export interface RowStream<Cursor> {
  readonly head: string;
  readonly tail: string;
  read(cursor: Cursor | undefined): Promise<Batch<Cursor>>;
  /** Enters the whole file, whose last part waits until this is done. */
  finish(whole: { readonly rows: number; readonly digest: Uint8Array }): Promise<void>;
  broken(rows: number): Promise<void>;
}

/**
 * A body whose first part is there before it is answered, and whose last one leaves only after the whole was
 * entered. What fails in between breaks the connection off: a download that ends in its middle is no file.
 */
export async function bodyOf<Cursor>(
  stream: RowStream<Cursor>,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const hash = createHash("sha256");
  let rows = 0;
  let cursor: Cursor | undefined;
  let isOver = false;

  const advance = async (before: string): Promise<Uint8Array> => {
    const batch = await stream.read(cursor);
    rows += batch.rows;
    cursor = batch.next;
    isOver = batch.next === undefined;
    const bytes = encoder.encode(before + batch.text + (isOver ? stream.tail : ""));
    hash.update(bytes);
    if (isOver) await stream.finish({ rows, digest: hash.digest() });
    return bytes;
  };

  const orBroken = async (before: string): Promise<Uint8Array> => {
    try {
      return await advance(before);
    } catch (error) {
      await stream.broken(rows).catch(() => undefined);
      throw error;
    }
  };

  let ready: Uint8Array | undefined = await orBroken(stream.head);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let bytes = ready ?? (await orBroken(""));
        ready = undefined;
        while (bytes.byteLength === 0 && !isOver) bytes = await orBroken("");
        if (bytes.byteLength > 0) controller.enqueue(bytes);
        if (isOver) controller.close();
      },
      async cancel() {
        if (!isOver) await stream.broken(rows).catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
