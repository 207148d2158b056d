import { dbRoles, memberRoles } from "./roles.ts";

/** Who asks for the context: each role in the policies of its queries, and the owners in those of their functions. */
const contextReaders = [...dbRoles, "audit_owner", "chartkeep_owner"];

/** Who asks which charts are closed: whoever reads rows of one, each in the policies of their queries. */
const chartReaders = [
  ...memberRoles,
  "chartkeep_import",
  "chartkeep_reviewer",
  "chartkeep_rotator",
  "chartkeep_console",
];

/** One function of the application's schemas, as the live catalog must have it. */
export interface RoutineAccess {
  /** Name with argument types, as `regprocedure` prints it. */
  readonly name: string;
  /** Runs with the rights of its owner. Every such function is a door in the wall: list it only with a reason. */
  readonly definer?: true;
  /** Who may call it. Trigger functions need nobody. */
  readonly run: readonly string[];
  /** Has no search_path of its own, so that it is inlined into a caller that has. Never with `definer`. */
  readonly inlined?: true;
}

/** Every function in the schemas app, directory, audit and ctx. One that is not here is a violation. */
export const routineAccess: readonly RoutineAccess[] = [
  { name: "app.administrator_acts()", run: [] },
  { name: "app.administrator_stays()", run: [] },
  { name: "app.append_only()", run: [] },
  // Read restrictions, care teams and grants of others, which their caller may not, for the policies of charts.
  { name: "app.closed_patients(boolean)", definer: true, run: chartReaders },
  { name: "app.closed_records(boolean)", definer: true, run: chartReaders },
  { name: "app.closed_invoices(boolean)", definer: true, run: chartReaders },
  // Knows of reviews, which are their writers' and the administrators'.
  {
    name: "app.glass_suspended()",
    definer: true,
    run: ["medical_assistant", "prescriber", "tenant_admin"],
  },
  // Looks at the session that breaks the glass, which no member may.
  { name: "app.glass_breaks()", definer: true, run: [] },
  { name: "app.grant_ends()", run: [] },
  // Looks for a grant of whoever acts in the name of those who may not read their own, as billers may not.
  { name: "app.under_grant()", definer: true, run: [] },
  { name: "app.review_by_another()", run: [] },
  { name: "app.restriction_stands()", run: [] },
  { name: "app.restriction_marks()", run: [] },
  { name: "app.mark_follows()", run: [] },
  { name: "app.mark_restricts()", run: [] },
  { name: "app.entry_balances()", run: [] },
  { name: "app.entry_is_posted()", run: [] },
  { name: "app.finding_stands()", run: [] },
  { name: "app.member_joins_once()", run: [] },
  { name: "app.review_stands()", run: [] },
  { name: "app.signed_note_stands()", run: [] },
  { name: "app.withdrawn_once()", run: [] },
  { name: "audit.genesis(uuid)", run: [] },
  { name: "audit.detail_hash(bytea)", run: [], inlined: true },
  {
    name: "audit.entry_hash(bytea,uuid,bigint,uuid,timestamp with time zone,xid8,uuid,text,text,text,text,text,inet,uuid,uuid,uuid[],bytea)",
    run: [],
    inlined: true,
  },
  {
    name: "audit.entry_bytes(uuid,bigint,uuid,timestamp with time zone,xid8,uuid,text,text,text,text,text,inet,uuid,uuid,uuid[],bytea)",
    run: [],
    inlined: true,
  },
  { name: "audit.link_hash(bytea,bytea)", run: [], inlined: true },
  { name: "audit.distinct_of(uuid[])", run: [] },
  { name: "audit.in_order(uuid[])", run: [], inlined: true },
  { name: "audit.refuse()", run: [] },
  { name: "audit.row_event()", run: [] },
  // Moves events from the outbox into the chain, where no role may write.
  { name: "audit.seal()", definer: true, run: [] },
  { name: "ctx.number(bytea)", run: [], inlined: true },
  {
    name: "ctx.digest(bigint,timestamp with time zone,text,text,text)",
    run: [],
    inlined: true,
  },
  // Reads the key with which the server seals contexts, and remembers for which words the seal was good.
  {
    name: "ctx.enter(text,text,text,bigint,text,bytea)",
    definer: true,
    run: ["chartkeep_app", "chartkeep_operator"],
  },
  { name: "ctx.ok()", run: [], inlined: true },
  // Look at what no role may: whether the settings are still the words of the seal.
  { name: "ctx.tenant()", definer: true, run: contextReaders },
  { name: "ctx.actor()", definer: true, run: contextReaders },
  { name: "ctx.role()", definer: true, run: contextReaders },
  { name: "ctx.pass(regclass)", definer: true, run: contextReaders },
];
