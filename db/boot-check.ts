import postgres, { type Sql, type TransactionSql } from "postgres";
import { Connection } from "./connection.ts";
import { ContextRefused } from "./failures.ts";
import { GateFailed, gate } from "./gate.ts";
import { refusalOfVersion } from "./server-version.ts";
import { tlsOf } from "./tls.ts";
import { runTransaction } from "./transaction.ts";

/**
 * Why the server must not run with that login, or undefined if it may: only chartkeep_app may, since
 * a login that is a superuser, bypasses row security, owns tables or may become their owner would not
 * be held by any policy, and the operator's may write every clinic. Nor may it on a database whose
 * gate fails, or that does not take contexts sealed with that key.
 */
export async function refusalToServe(url: string, contextKey: string): Promise<string | undefined> {
  const sql = postgres(url, {
    ...tlsOf(url),
    max: 1,
    connect_timeout: 10,
    onnotice: () => undefined,
  });
  try {
    return (
      (await refusalOfLogin(sql)) ??
      (await refusalOfDatabase(sql)) ??
      (await refusalOfSeal(url, contextKey))
    );
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const reason = code === "ECONNREFUSED" ? "nothing answers there" : message;
    return `The database of DATABASE_URL (${new URL(url).host}) cannot be used: ${reason}.`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Why the login of that connection must not serve, whatever the database. */
export async function refusalOfLogin(sql: Sql | TransactionSql): Promise<string | undefined> {
  const [login] = await sql<Login[]>`
    select r.rolname as name, r.rolsuper as "isSuperuser", r.rolbypassrls as "bypassesRowSecurity",
      r.rolinherit as inherits, current_setting('row_security') = 'on' as "hasRowSecurity",
      current_setting('server_version_num')::int as version,
      exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'directory', 'audit', 'ctx') and c.relowner = r.oid) as "ownsTables",
      (select min(o.rolname) from pg_roles o where o.rolname in ('chartkeep_owner', 'audit_owner', 'ctx_owner')
        and pg_has_role(r.oid, o.oid, 'member')) as "mayBecome"
    from pg_roles r where r.rolname = session_user`;
  if (!login) return "The database does not tell who is logged in.";
  const tail = 'use the login chartkeep_app: "npm run db:url -- --as app" prints its URL.';
  const version = refusalOfVersion(login.version);
  if (version) return version;
  if (login.isSuperuser) return `DATABASE_URL logs in as the superuser ${login.name}: ${tail}`;
  if (login.bypassesRowSecurity) return `The login ${login.name} bypasses row security: ${tail}`;
  if (login.ownsTables) return `The login ${login.name} owns tables of the application: ${tail}`;
  if (login.mayBecome) return `The login ${login.name} may become ${login.mayBecome}: ${tail}`;
  if (login.inherits) return `The login ${login.name} inherits the rights of its roles: ${tail}`;
  if (login.name !== "chartkeep_app")
    return `The login ${login.name} is not the server's own: ${tail}`;
  if (!login.hasRowSecurity) return "The database has row_security switched off: switch it on.";
  return undefined;
}

async function refusalOfDatabase(sql: Sql): Promise<string | undefined> {
  const [schemas] = await sql<{ found: number }[]>`
    select count(*)::int as found from pg_namespace where nspname in ('app', 'directory', 'audit', 'ctx')`;
  if (schemas?.found !== 4) {
    return 'The database has no tables of Chartkeep yet: run "npm run db:migrate" with an administrator\'s DATABASE_URL.';
  }
  const violations = await gate((text) => sql.unsafe(text));
  return violations.length > 0 ? new GateFailed(violations).message : undefined;
}

async function refusalOfSeal(url: string, contextKey: string): Promise<string | undefined> {
  const connection = new Connection(url, contextKey);
  try {
    await connection.open();
    const nobody = { role: "chartkeep_directory", tenantId: "", actorId: "" } as const;
    await runTransaction(connection, nobody, async () => undefined);
    return undefined;
  } catch (error) {
    if (!(error instanceof ContextRefused)) throw error;
    return `The database does not take contexts sealed with CONTEXT_KEY (${error.message}): give the server the key that "npm run db:migrate" gave the database.`;
  } finally {
    await connection.close();
  }
}

interface Login {
  name: string;
  isSuperuser: boolean;
  bypassesRowSecurity: boolean;
  inherits: boolean;
  hasRowSecurity: boolean;
  version: number;
  ownsTables: boolean;
  mayBecome: string | null;
}
