import { encode } from "uqr";
import type { QrView } from "./view.ts";

/** A text as a QR code: one outline of all its dark squares, on a field of `size` squares with the quiet border that scanners need. */
export function qrOf(text: string): QrView {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return { size, path };
}
