/** The cookie that holds the token. The prefix makes browsers insist on Secure, Path=/ and no Domain. */
export const sessionCookie = "__Host-sid";

/** How it is set. It has no expiry of its own: the server's limits decide. */
export const sessionCookieOptions = {
  httpOnly: true,
  secure: true,
  sameSite: "lax",
  path: "/",
} as const;
