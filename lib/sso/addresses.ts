import "server-only";
import { env } from "#lib/env";

/** The name under which @auth/core knows a clinic's provider. No other provider's name begins so. */
export const providerId = (slug: string) => `sso-${slug}`;

/** Where a clinic's provider sends people back to. Each clinic has its own, so that none answers for another. */
export const redirectUriOf = (slug: string) =>
  `${env().APP_ORIGIN}/api/auth/callback/${providerId(slug)}`;

/** The address at which a clinic's people begin; it names the clinic and nobody else. */
export const signInLinkOf = (slug: string) => `${env().APP_ORIGIN}/sign-in/sso?clinic=${slug}`;
