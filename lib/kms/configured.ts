import "server-only";
import { env } from "#lib/env";
import { clinicBound } from "./clinic-bound.ts";
import { clinicSecretsIn } from "./clinic-secrets.ts";
import { guarded, type Patience, patience } from "./guarded.ts";
import { localFileProvider } from "./local-file.ts";
import { type KeyProvider, KeyProviderError } from "./provider.ts";
import { type KeySettings, keySettings, type ProviderSettings } from "./settings.ts";

/** Every key provider of a process: one that wraps, and those that wrapped before and still unwrap. */
export interface KeyProviders {
  readonly primary: KeyProvider;
  /** All of them, the one that wraps first. */
  readonly all: readonly KeyProvider[];
  /** The provider that is recorded beside a wrapped key under this name. */
  named(name: string): KeyProvider;
}

/**
 * The key providers that the settings choose, each behind its guard. The local file is refused in
 * production, so that no clinic's records ever rest on a file by oversight.
 */
export async function providersFrom(
  settings: KeySettings,
  allowed: Patience = patience,
): Promise<KeyProviders> {
  const all = [settings.primary, ...settings.before];
  if (settings.environment === "production" && all.some(({ kind }) => kind === "local-file")) {
    throw new KeyProviderError(
      "refused",
      "local-file is refused in production: the root key must not lie beside the data. Set CHARTKEEP_ENV=demonstration for a demonstration.",
    );
  }
  const primary = await open(settings.primary, allowed, settings.clinicSecrets);
  const byName = new Map([[primary.name, primary]]);
  for (const each of settings.before) {
    const provider = await open(each, allowed, settings.clinicSecrets);
    if (!byName.has(provider.name)) byName.set(provider.name, provider);
  }
  return {
    primary,
    all: [...byName.values()],
    named(name) {
      const provider = byName.get(name);
      if (provider) return provider;
      throw new KeyProviderError(
        "missing",
        `a key was wrapped by ${name}, and configured are ${[...byName.keys()].join(", ")}: name the other in KEY_PROVIDERS_BEFORE until it is wrapped anew`,
      );
    },
  };
}

/** Beside a root key in a file the clinics' secrets lie in a folder of their own; elsewhere they need one named. */
async function open(
  settings: ProviderSettings,
  allowed: Patience,
  folder?: string,
): Promise<KeyProvider> {
  const provider = guarded(await reach(settings, allowed), allowed);
  const secrets =
    folder ?? (settings.kind === "local-file" ? `${settings.file}.clinics` : undefined);
  return secrets === undefined ? provider : clinicBound(provider, clinicSecretsIn(secrets));
}

/** The SDK and the module are loaded by those who use them alone. */
async function reach(settings: ProviderSettings, { deadline }: Patience): Promise<KeyProvider> {
  // What a provider gives up by itself, it gives up in front of its guard.
  const within = deadline - 100;
  switch (settings.kind) {
    case "local-file":
      return localFileProvider(settings.file);
    case "aws-kms":
      return (await import("./aws-kms.ts")).awsKmsProvider(settings, within);
    case "pkcs11":
      return (await import("./pkcs11.ts")).pkcs11Provider(settings, within);
  }
}

// A server's bundles may each hold a copy of this module; the process has one set of providers.
const shared = globalThis as typeof globalThis & {
  chartkeepKeyProviders?: Promise<KeyProviders> | undefined;
};

/** Says where the root key is and how long to wait for it, for operator tools whose settings are not in the environment. */
export function configureKeyProvider(settings: KeySettings, allowed?: Patience): void {
  shared.chartkeepKeyProviders = kept(providersFrom(settings, allowed));
}

function providers(): Promise<KeyProviders> {
  shared.chartkeepKeyProviders ??= kept(providersFrom(keySettings(env())));
  return shared.chartkeepKeyProviders;
}

/**
 * The key provider of this process that wraps, opened on first use with what the environment says. A
 * failed opening is tried again by the next request.
 */
export const keyProvider = async (): Promise<KeyProvider> => (await providers()).primary;

/** Destroys what a clinic's keys need outside of the database, with every provider. Whether any had something to destroy. */
export async function forgetClinic(tenantId: string): Promise<boolean> {
  let had = false;
  for (const provider of (await providers()).all) {
    if (!provider.forgetClinic) continue;
    await provider.forgetClinic(tenantId);
    had = true;
  }
  return had;
}

/** The key provider that unwraps what is recorded as wrapped by `name`: the one that wraps, or one from before. */
export const providerNamed = async (name: string): Promise<KeyProvider> =>
  (await providers()).named(name);

function kept(opening: Promise<KeyProviders>): Promise<KeyProviders> {
  opening.catch(() => {
    if (shared.chartkeepKeyProviders === opening) shared.chartkeepKeyProviders = undefined;
  });
  return opening;
}
