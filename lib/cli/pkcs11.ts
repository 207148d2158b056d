import { pinOf } from "#lib/kms/pkcs11";
import { makeTokenKeys } from "#lib/kms/pkcs11-token";
import { parseKeySettings } from "#lib/kms/settings";
import { Complaint, command } from "./complaint.ts";
import { buildPkcs11Binding } from "./pkcs11-binding.ts";

await command(async ([what, ...more]) => {
  if (more.length > 0 || (what !== "build" && what !== "make-keys"))
    throw new Complaint("Usage: npm run pkcs11 -- build | make-keys");
  buildPkcs11Binding();
  if (what === "build") {
    console.log("The PKCS#11 binding is built.");
    return 0;
  }
  const { primary } = parseKeySettings(process.env);
  if (primary.kind !== "pkcs11") throw new Complaint("KEY_PROVIDER is not pkcs11.");
  const { module, token, key, signingKey } = primary;
  await makeTokenKeys({ module, token, pin: await pinOf(primary) }, { key, signingKey });
  console.log(`Made in the token ${token}: ${[key, signingKey].filter(Boolean).join(", ")}.`);
  return 0;
});
