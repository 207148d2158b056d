import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OutboxList } from "#components/mail/outbox-list";
import { env } from "#lib/env";
import { openOutbox } from "#lib/mail/configured";

export const metadata: Metadata = { title: "Outbox" };
export const dynamic = "force-dynamic";

/** The mails of a demonstration, which has no mail server. Where there is one, this page does not exist. */
export default async function OutboxPage() {
  const mails = await openOutbox();
  if (!mails) notFound();
  return <OutboxList mails={mails} origin={env().APP_ORIGIN} />;
}
