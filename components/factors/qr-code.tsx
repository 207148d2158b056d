import type { QrView } from "#lib/factors/view";

/** A QR code, dark on white in either theme: many scanners read nothing else. */
export function QrCode({ qr, label }: { readonly qr: QrView; readonly label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${qr.size} ${qr.size}`}
      shapeRendering="crispEdges"
      className="size-48 rounded-control border border-line"
    >
      <rect width={qr.size} height={qr.size} fill="#fff" />
      <path d={qr.path} fill="#000" />
    </svg>
  );
}
