import type { Metadata } from "next";
import { KeyVersions } from "#components/keys/key-versions";
import { RotationPanel } from "#components/keys/rotation-panel";
import { ShreddingRequest } from "#components/keys/shredding-request";
import { Card } from "#components/ui/card";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { getKeys } from "#lib/keys/queries";
import { approveShreddingAction, rotateKeysAction } from "./actions.ts";

export const metadata: Metadata = { title: "Keys" };

/** The clinic's keys: what is sealed under which, how a rotation comes along, and what the operator asks for. */
export default async function KeysPage() {
  const { tenantId, tenant } = await currentActor();
  const { versions, countedAt, rotation, shredding } = await inScope("key:read", getKeys);
  const field = versions.filter(({ purpose }) => purpose === "field");
  const primary = field.find(({ state }) => state === "primary");

  return (
    <>
      <PageHeading title="Keys" />
      <div className="flex flex-col gap-3">
        {shredding ? (
          <ShreddingRequest
            request={shredding}
            slug={tenant.slug}
            timeZone={tenant.timeZone}
            action={approveShreddingAction}
          />
        ) : null}
        {primary ? (
          <RotationPanel
            tenantId={tenantId}
            timeZone={tenant.timeZone}
            version={primary.version}
            rotation={rotation}
            action={rotateKeysAction}
          />
        ) : null}
        <KeyVersions
          title="Record key"
          note="seals every field that says something about a patient"
          versions={field}
          countedAt={countedAt}
          timeZone={tenant.timeZone}
        />
        <KeyVersions
          title="Search key"
          note="makes the tokens by which names, dates and numbers are found"
          versions={versions.filter(({ purpose }) => purpose === "index")}
          countedAt={undefined}
          timeZone={tenant.timeZone}
        />
        <Card title="What a new key changes" headingId="keys-meaning">
          <ul className="list-disc space-y-1 pl-5 text-ink-2">
            <li>
              Records are sealed anew in the background. All of them can be read the whole time, and
              whoever is at work notices nothing.
            </li>
            <li>
              The details of audit events stay as they were sealed, because the chain is made of
              them. An older key is therefore kept to open those, and nothing else.
            </li>
            <li>
              The search key is not rotated from here: a new one needs new tokens for every patient
              while both are searched by, and a request whose record is not kept could no longer be
              told from its repeat.
            </li>
          </ul>
        </Card>
      </div>
    </>
  );
}
