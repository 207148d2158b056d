import "server-only";

/** Padding: an answer leaves at a quarter of a second or a multiple, whatever had to be looked up and written. */
export async function padTime(began: number): Promise<void> {
  const spent = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, 250 - (spent % 250)));
}
