import { Card } from "#components/ui/card";
import { CopyField } from "./copy-field.tsx";

/** What the provider and the clinic's people need to know of us. Neither address is a secret. */
export function AddressCard({
  redirectUri,
  signInLink,
}: {
  readonly redirectUri: string;
  readonly signInLink: string;
}) {
  return (
    <Card title="Addresses" headingId="sso-addresses">
      <div className="flex flex-col gap-3">
        <CopyField
          label="Redirect URI"
          hint="Register exactly this at your provider, for a confidential web client that uses the authorization code flow."
          value={redirectUri}
        />
        <CopyField
          label="Sign-in link"
          hint="Give this to the people of your clinic, or put it on your provider's start page."
          value={signInLink}
        />
      </div>
    </Card>
  );
}
