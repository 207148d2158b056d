import "server-only";
import { type Env, env } from "#lib/env";
import { localFileProvider } from "./local-file.ts";
import { type KeyProvider, KeyProviderError } from "./provider.ts";

/** What the environment says about the root key. */
export interface KeySettings {
  readonly environment: "production" | "demonstration" | "development" | "test";
  readonly provider: string | undefined;
  readonly localKeyFile: string | undefined;
}

/**
 * The key provider that the settings choose. A provider has to be named: there is no default, and the
 * local file is refused in production, so that no clinic's records ever rest on a file by oversight.
 */
export async function providerFrom(settings: KeySettings): Promise<KeyProvider> {
  if (settings.provider === undefined) {
    throw new KeyProviderError(
      "refused",
      "KEY_PROVIDER is not set. Name the key provider; local-file is for development and demonstrations.",
    );
  }
  if (settings.provider !== "local-file") {
    throw new KeyProviderError(
      "refused",
      `KEY_PROVIDER=${settings.provider} is not a key provider of this version. Known: local-file.`,
    );
  }
  if (settings.environment === "production") {
    throw new KeyProviderError(
      "refused",
      "KEY_PROVIDER=local-file is refused in production: the root key must not lie beside the data. Set CHARTKEEP_ENV=demonstration for a demonstration.",
    );
  }
  if (!settings.localKeyFile) {
    throw new KeyProviderError(
      "missing",
      "LOCAL_KEY_FILE is not set. KEY_PROVIDER=local-file needs the path of its key file.",
    );
  }
  return localFileProvider(settings.localKeyFile);
}

// A server's bundles may each hold a copy of this module; the process has one provider.
const shared = globalThis as typeof globalThis & {
  chartkeepKeyProvider?: Promise<KeyProvider> | undefined;
};

/** Says where the root key is, for operator tools whose settings are not in the environment. */
export function configureKeyProvider(settings: KeySettings): void {
  shared.chartkeepKeyProvider = kept(providerFrom(settings));
}

/**
 * The key provider of this process, opened on first use with what the environment says. A failed
 * opening is tried again by the next request.
 */
export function keyProvider(): Promise<KeyProvider> {
  shared.chartkeepKeyProvider ??= kept(providerFrom(settingsOf(env())));
  return shared.chartkeepKeyProvider;
}

function kept(opening: Promise<KeyProvider>): Promise<KeyProvider> {
  opening.catch(() => {
    if (shared.chartkeepKeyProvider === opening) shared.chartkeepKeyProvider = undefined;
  });
  return opening;
}

function settingsOf({ CHARTKEEP_ENV, KEY_PROVIDER, LOCAL_KEY_FILE }: Env): KeySettings {
  return {
    environment: CHARTKEEP_ENV,
    provider: KEY_PROVIDER,
    localKeyFile: LOCAL_KEY_FILE,
  };
}
