import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { BrowserContext } from "@playwright/test";
import postgres from "postgres";

/** The administrator's connection to the database under test: to arrange, to tamper and to judge. The server never has it. */
export const admin = postgres(process.env.TEST_ADMIN_URL ?? "", {
  max: 1,
  idle_timeout: 5,
  onnotice: () => undefined,
});

/** The demonstration clinics, each kept for one purpose, so that specs can run side by side. */
export const clinics = {
  /** Where journeys read and look. */
  read: "cedar-ridge",
  /** Whom intruders attack: nobody else writes there. */
  attacked: "northlight",
  /** Where money is posted and the audit trail is damaged. */
  changed: "harbor",
} as const;

type MemberRole = "medical_assistant" | "prescriber" | "biller" | "tenant_admin";

/** Somebody who works in a clinic and is signed in. */
export interface Colleague {
  readonly accountId: string;
  readonly tenantId: string;
  readonly memberId: string;
  readonly name: string;
  readonly token: string;
}

/** The id of a clinic. */
export async function clinicId(slug: string): Promise<string> {
  const [row] = await admin<
    { id: string }[]
  >`select id from directory.tenants where slug = ${slug}`;
  if (!row) throw new Error(`there is no demonstration clinic ${slug}`);
  return row.id;
}

/**
 * Makes somebody of the test's own who works in a clinic, with an open session. Signing in by form has
 * its own spec; here it would only use up the tries and sessions of the accounts that all share.
 */
export async function newColleague(
  slug: string,
  ...roles: readonly MemberRole[]
): Promise<Colleague> {
  const tenantId = await clinicId(slug);
  const [accountId, memberId] = [randomUUID(), randomUUID()];
  const token = randomBytes(32).toString("base64url");
  const name = `Testing ${roles.join(" ")} ${memberId.slice(0, 8)}`;
  await admin.begin(async (tx) => {
    await tx`insert into directory.accounts (id, email, password_hash)
      values (${accountId}, ${`${accountId}@example.test`}, 'none')`;
    await join(tx, { accountId, tenantId, memberId, name, roles });
    await tx`insert into directory.sessions (token_hash, id, account_id, tenant_id, member_id, member_epoch, stage, epoch)
      values (${createHash("sha256").update(token).digest()}, ${randomUUID()}, ${accountId},
        ${tenantId}, ${memberId}, 1, 'signed_in', 1)`;
  });
  return { accountId, tenantId, memberId, name, token };
}

/** Makes a member of another clinic of somebody who has an account. */
export async function alsoWorksIn(
  slug: string,
  { accountId, name }: Pick<Colleague, "accountId" | "name">,
  ...roles: readonly MemberRole[]
): Promise<string> {
  const tenantId = await clinicId(slug);
  const memberId = randomUUID();
  await admin.begin((tx) => join(tx, { accountId, tenantId, memberId, name, roles }));
  return tenantId;
}

interface Joining extends Pick<Colleague, "accountId" | "tenantId" | "memberId" | "name"> {
  readonly roles: readonly MemberRole[];
}

async function join(
  tx: postgres.TransactionSql,
  { accountId, tenantId, memberId, name, roles }: Joining,
): Promise<void> {
  await tx`select set_config('app.current_tenant', ${tenantId}, true),
    set_config('app.actor', '00000000-0000-7000-8000-000000000001', true)`;
  await tx`insert into app.members (tenant_id, id, account_id, display_name)
    values (${tenantId}, ${memberId}, ${accountId}, ${name})`;
  for (const [index, role] of roles.entries()) {
    await tx`insert into app.member_roles (tenant_id, member_id, role, position)
      values (${tenantId}, ${memberId}, ${role}, ${index + 1})`;
  }
  await tx`insert into directory.memberships (account_id, tenant_id, member_id)
    values (${accountId}, ${tenantId}, ${memberId})`;
}

/** Gives a browser the session of a colleague. */
export async function enter(context: BrowserContext, { token }: Colleague): Promise<void> {
  await context.addCookies([
    {
      name: "__Host-sid",
      value: token,
      domain: "localhost",
      path: "/",
      httpOnly: true,
      secure: true,
      sameSite: "Lax",
    },
  ]);
}
