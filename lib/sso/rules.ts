import { BlockList, isIP } from "node:net";

/** Why an address that an admin entered is not asked. */
export type AddressFault = "malformed" | "insecure" | "private";

/** Whether identity providers on this machine itself are allowed, as in tests and demonstrations. */
export interface Allowance {
  readonly loopback: boolean;
}

const closed = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  closed.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  closed.addSubnet(net, bits, "ipv6");

// Of IPv6 only the part that is handed out to the public internet, so mapped and translated forms of IPv4 are outside.
const open = new BlockList();
open.addSubnet("2000::", 3, "ipv6");

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether a connection may go to this IP address: public ones, and this machine where that is allowed. */
export function isReachable(address: string, allowance: Allowance): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  if (loopback.check(address, family)) return allowance.loopback;
  return !closed.check(address, family) && (version === 4 || open.check(address, family));
}

const bare = (host: string) => host.replace(/^\[|\]$/g, "");
const isOwnMachine = (host: string) => host === "localhost" || loopbackAddress(bare(host));

function loopbackAddress(host: string): boolean {
  const version = isIP(host);
  return version !== 0 && loopback.check(host, version === 4 ? "ipv4" : "ipv6");
}

/**
 * What is wrong with an address of a provider, before anything is asked. It must be https, hold no
 * name and password, and not be a private IP address; what a host name leads to is judged when it is used.
 */
export function addressFault(text: string, allowance: Allowance): AddressFault | undefined {
  if (!URL.canParse(text)) return "malformed";
  const { protocol, username, password, hostname, hash } = new URL(text);
  if (username || password || hash || hostname === "") return "malformed";
  const isOwn = isOwnMachine(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isOwn && allowance.loopback))
    return "insecure";
  if (isOwn && !allowance.loopback) return "private";
  if (isIP(bare(hostname)) !== 0 && !isReachable(bare(hostname), allowance)) return "private";
  return undefined;
}

// RFC 8176 and the two levels of OpenID EAP ACR; what a password alone gives is not among them.
const methods = ["mfa", "otp", "hwk"];
const contexts = ["phr", "phrh", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"];

/** Whether a provider says that more than a password was asked for. The clinic decides if that counts. */
export function assertsFactor(claims: { readonly amr?: unknown; readonly acr?: unknown }): boolean {
  const { amr, acr } = claims;
  return (
    (Array.isArray(amr) && amr.some((method) => methods.includes(method))) ||
    (typeof acr === "string" && contexts.includes(acr))
  );
}
