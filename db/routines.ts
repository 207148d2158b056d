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

/** Every function in the schemas app, directory and audit. One that is not here is a violation. */
export const routineAccess: readonly RoutineAccess[] = [
  { name: "app.administrator_acts()", run: [] },
  { name: "app.administrator_stays()", run: [] },
  { name: "app.append_only()", run: [] },
  { name: "app.entry_balances()", run: [] },
  { name: "app.entry_is_posted()", run: [] },
  { name: "app.member_joins_once()", run: [] },
  { name: "app.signed_note_stands()", run: [] },
  { name: "audit.genesis(uuid)", run: [] },
  { name: "audit.detail_hash(bytea)", run: [], inlined: true },
  {
    name: "audit.entry_hash(bytea,uuid,bigint,uuid,timestamp with time zone,xid8,uuid,text,text,text,text,uuid,uuid[],bytea)",
    run: [],
    inlined: true,
  },
  {
    name: "audit.entry_bytes(uuid,bigint,uuid,timestamp with time zone,xid8,uuid,text,text,text,text,uuid,uuid[],bytea)",
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
];
