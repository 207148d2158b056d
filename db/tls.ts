import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";

/** How the driver secures a connection; without `ssl` it does what the URL says. */
export interface Secured {
  readonly ssl?: ConnectionOptions;
}

const bare = (host: string) => host.replace(/^\[|\]$/g, "");

/** What the URL asks of TLS, as libpq calls it. Of several answers, which may contradict each other, none counts. */
function modeOf({ searchParams }: URL): string | undefined {
  const [mode, ...others] = [...searchParams.getAll("sslmode"), ...searchParams.getAll("ssl")];
  return others.length === 0 ? mode : undefined;
}

/**
 * The options of `sslmode=verify-full`: nothing is said before the certificate has been checked, and its
 * name is compared with that of the URL, be it an IP address, for which the driver alone compares with
 * "localhost". Whoever signed it must be known to node, from `NODE_EXTRA_CA_CERTS` too.
 */
export function tlsOf(url: string): Secured {
  const parsed = new URL(url);
  if (modeOf(parsed) !== "verify-full") return {};
  const host = bare(parsed.hostname);
  const name = isIP(host) === 0 ? { servername: host } : {};
  return { ssl: { host, ...name, rejectUnauthorized: true } };
}

/** Whether nobody between here and the database of that URL can listen or answer in its place: it is on this machine, or proves its name. */
export function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  const host = bare(parsed.hostname);
  const isOwn =
    host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  return isOwn || modeOf(parsed) === "verify-full";
}
