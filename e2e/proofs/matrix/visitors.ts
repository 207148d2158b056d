import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { TransactionSql } from "postgres";
import { type Role, roles } from "#e2e/intrusions/keyrings";
import type { Standing } from "#e2e/intrusions/open-doors";
import { admin, newColleague } from "#e2e/staff";

/** Somebody who tries every door. */
export interface Visitor {
  readonly name: string;
  readonly standing: Standing;
  /** The roles they could act as, if the session is open. */
  readonly roles: readonly Role[];
  /** Whose records are theirs: those of the clinic under test, or of the other one. */
  readonly home: "here" | "elsewhere";
  readonly token: string | undefined;
  readonly memberId: string | undefined;
  /** Puts the session back to what it was, after a door that moves it. */
  restore(): Promise<void>;
}

/** The clinic's own rule in the matrix: whoever holds this role owes a second factor. */
const strict: Role = "biller";

type SessionRow = Record<string, unknown>;

/** The two clinics of the matrix: the one whose doors are tried, and another. */
export interface Clinics {
  readonly here: { readonly slug: string; readonly tenantId: string };
  readonly elsewhere: { readonly slug: string; readonly tenantId: string };
}

/** Writes as the administrator in the name of the platform's operator, as the row triggers demand. */
async function write(
  tenantId: string,
  work: (tx: TransactionSql) => Promise<unknown>,
): Promise<void> {
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true),
      set_config('app.actor', '00000000-0000-7000-8000-000000000001', true)`;
    await work(tx);
  });
}

/** Everybody who tries the doors of a clinic, and someone of another one. */
export async function makeVisitors({ here, elsewhere }: Clinics): Promise<readonly Visitor[]> {
  const visitor = (name: string, standing: Standing, held: readonly Role[], change?: SessionRow) =>
    newVisitor({ name, standing, home: "here", slug: here.slug, held, change });
  const admins: readonly Role[] = ["tenant_admin"];
  const made: Visitor[] = [
    stranger("anonymous", undefined),
    stranger("junk token", "not a token"),
    stranger("unknown token", randomBytes(32).toString("base64url")),
  ];
  await write(
    here.tenantId,
    (tx) =>
      tx`insert into app.sign_in_rules (tenant_id, role, assurance) values (${here.tenantId}, ${strict}, 2)`,
  );
  for (const role of roles) made.push(await visitor(role, "open", [role], { assurance: 2 }));
  const all: readonly Role[] = ["prescriber", "biller", "tenant_admin"];
  const leaver = await visitor("deactivated", "ended", admins, {});
  const barred = await visitor("disabled", "none", admins, {});
  await write(here.tenantId, async (tx) => {
    await tx`update app.members set status = 'deactivated' where id = ${leaver.memberId ?? ""}`;
    await tx`update directory.accounts set status = 'disabled'
      where id = (select account_id from app.members where id = ${barred.memberId ?? ""})`;
  });
  made.push(
    leaver,
    barred,
    await visitor("prescriber and admin", "open", ["prescriber", "tenant_admin"], {}),
    await newVisitor({
      name: "of another clinic",
      standing: "open",
      home: "elsewhere",
      slug: elsewhere.slug,
      held: all,
      change: {},
    }),
    await visitor("half signed in", "pending", admins, { stage: "pending_factor" }),
    await visitor("choosing", "choosing", admins, {
      stage: "choosing",
      tenant_id: null,
      member_id: null,
      member_epoch: null,
    }),
    await visitor("owing a factor", "owing", [strict], { assurance: 1 }),
    await visitor("locked", "locked", admins, { locked_at: new Date() }),
    await visitor("idle too long", "none", admins, { last_seen_at: minutesAgo(15.1) }),
    await visitor("signed in too long ago", "none", admins, {
      created_at: minutesAgo(12 * 60 + 1),
    }),
    await visitor("of an earlier state of the account", "none", admins, { epoch: 0 }),
    await visitor("of an earlier state of the member", "ended", admins, { member_epoch: 0 }),
    await visitor("revoked", "none", admins),
  );
  return made;
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

const stranger = (name: string, token: string | undefined): Visitor => ({
  name,
  standing: "none",
  roles: [],
  home: "here",
  token,
  memberId: undefined,
  restore: async () => undefined,
});

/** A member whose session is as `change` says; without one it has been ended. */
async function newVisitor({
  name,
  standing,
  home,
  slug,
  held,
  change,
}: Pick<Visitor, "name" | "standing" | "home"> & {
  readonly slug: string;
  readonly held: readonly Role[];
  readonly change: SessionRow | undefined;
}): Promise<Visitor> {
  const { token, memberId } = await newColleague(slug, ...held);
  const tokenHash = createHash("sha256").update(token).digest();
  const [row] = await admin<SessionRow[]>`
    select * from directory.sessions where token_hash = ${tokenHash}`;
  if (!row) throw new Error("a new colleague has no session");
  const restore = async () => {
    await admin`delete from directory.sessions where account_id = ${String(row.account_id)}`;
    if (!change) return;
    const now = new Date();
    const fresh = { id: randomUUID(), created_at: now, last_seen_at: now, authenticated_at: now };
    const wanted: SessionRow = { ...row, ...fresh, ...change };
    await admin`insert into directory.sessions ${admin(wanted as Record<string, never>)}`;
  };
  await restore();
  return { name, standing, roles: held, home, token, memberId, restore };
}
