import { randomUUID } from "node:crypto";
import {
  type Answer,
  ask,
  askAction,
  askRoute,
  ownOrigin,
  type Question,
  stateOf,
} from "#e2e/intrusions/ask";
import { actionDoors, addressFor, type Ids, pageDoors, routeDoors } from "#e2e/intrusions/doors";
import {
  type Allowed,
  actionKeys,
  pageKeys,
  routeKeys,
  type Sample,
} from "#e2e/intrusions/keyrings";
import { openActions, openPages, openRoutes, wayIn } from "#e2e/intrusions/open-doors";
import { publicFiles, sessionRoutes } from "#e2e/intrusions/session-routes";
import type { Visitor } from "./visitors.ts";

/** Whose ids are sent: a record of one's clinic, two records of it mixed up, another clinic's, nobody's, or none at all. */
export const kindsOfIds = ["own", "mixed", "foreign", "random", "malformed"] as const;
/** One of them. */
export type KindOfIds = (typeof kindsOfIds)[number];

/** One try: who, at which door, with whose ids, and what must come of it. */
export interface Cell {
  readonly door: string;
  readonly at: string;
  readonly visitor: Visitor;
  readonly ids: KindOfIds;
  /** The answers that are right; none is a blank cell. */
  readonly expected: readonly string[];
  /** The tables that may change, and must if any is named. */
  readonly changes: readonly string[];
  /** Whether a refusal must be on record. */
  readonly isRecorded: boolean;
  readonly moves: boolean;
  run(): Promise<string>;
}

/** The ids of a visitor for one kind. */
export type IdsOf = (visitor: Visitor, kind: KindOfIds) => Ids;

const marks = {
  patientId: "PATIENT",
  noteId: "NOTE",
  invoiceId: "INVOICE",
  memberId: "MEMBER",
  reviewId: "REVIEW",
};
const malformed = { patientId: "x", noteId: "x", invoiceId: "x", memberId: "x", reviewId: "x" };

/** Nobody's ids. */
export const random = (): Ids => ({
  patientId: randomUUID(),
  noteId: randomUUID(),
  invoiceId: randomUUID(),
  memberId: randomUUID(),
  reviewId: randomUUID(),
});

const isAllowed = (allowed: Allowed, { roles }: Visitor) =>
  allowed === "public" || roles.some((role) => allowed.includes(role));

/** How a page or a plain route ended: "shown", "to /where", or a status. */
function endOf({ status, location }: Answer): string {
  if (status >= 300 && status < 400) {
    return `to ${new URL(location ?? "", ownOrigin).pathname}`;
  }
  return status === 200 ? "shown" : String(status);
}

const question = (visitor: Visitor, more: Question = {}): Question => ({
  session: visitor.token,
  ...more,
});

/** Every page at every visitor. A page with ids in its address is asked with each kind of them. */
export function pageCells(visitors: readonly Visitor[], idsOf: IdsOf): Cell[] {
  return pageDoors.flatMap((door) =>
    visitors.flatMap((visitor) =>
      kindsFor(visitor, door.includes("Id]")).map((ids): Cell => {
        const allowed = pageKeys[door];
        const isOpen = visitor.standing === "open";
        return {
          door: `page ${door}`,
          at: door,
          visitor,
          ids,
          expected: expectedOfPage(door, allowed, visitor, ids),
          changes: [],
          isRecorded:
            isOpen &&
            allowed !== "public" &&
            isDenied(door, allowed, visitor, ids) &&
            ids !== "malformed",
          moves: false,
          run: async () =>
            endOf(await ask(addressFor(door, idsOf(visitor, ids)), question(visitor))),
        };
      }),
    ),
  );
}

/** The other clinic has one patient, so nothing of it can be mixed up. */
function kindsFor({ standing, home }: Visitor, hasIds: boolean): readonly KindOfIds[] {
  if (!hasIds || standing !== "open") return ["own"];
  return kindsOfIds.filter((kind) => kind !== "mixed" || home === "here");
}

/** Whether two ids of one address belong to different records of the clinic. */
const isTorn = (door: string) => (door.match(/Id\]/g)?.length ?? 0) > 1;

function isDenied(door: string, allowed: Allowed | undefined, visitor: Visitor, ids: KindOfIds) {
  if (!allowed || !isAllowed(allowed, visitor)) return true;
  return ids === "foreign" || ids === "random" || (ids === "mixed" && isTorn(door));
}

function expectedOfPage(
  door: string,
  allowed: Allowed | undefined,
  visitor: Visitor,
  ids: KindOfIds,
): readonly string[] {
  if (allowed === undefined) return [];
  if (allowed === "public") {
    const answer = openPages[door]?.[visitor.standing];
    return answer ? [answer] : [];
  }
  if (visitor.standing !== "open") return [wayIn[visitor.standing]];
  const isTheirs = ids === "own" || (ids === "mixed" && !isTorn(door));
  if (isAllowed(allowed, visitor)) return isTheirs ? ["shown"] : ["404"];
  // Someone else's record and a page of someone else's role: either says no.
  return ids === "own" ? ["403"] : ["403", "404"];
}

/** Every JSON route and every route of the session. */
export function routeCells(visitors: readonly Visitor[], idsOf: IdsOf): Cell[] {
  const json = routeDoors.filter((door) => ![...sessionRoutes, ...publicFiles].includes(door));
  const guarded = json.flatMap((door) => {
    const sample = routeKeys[door];
    const hasIds = sample !== undefined && takesIds(sample);
    return visitors.flatMap((visitor) =>
      kindsFor(visitor, hasIds).map(
        (ids): Cell => ({
          door: `route ${door}`,
          at: door,
          visitor,
          ids,
          expected: sample ? expectedOfRoute(sample, visitor, ids) : [],
          changes: sample?.changes ?? [],
          isRecorded:
            visitor.standing === "open" &&
            (!isAllowed(sample?.allowed ?? [], visitor) || ids === "foreign" || ids === "random"),
          moves: false,
          run: async () => {
            const body = sample?.body(idsOf(visitor, ids), "ZQ-1") ?? {};
            const { status } = await askRoute(door, body, question(visitor));
            return String(status);
          },
        }),
      ),
    );
  });
  const open = Object.entries(openRoutes).flatMap(([door, answers]) =>
    visitors.map(
      (visitor): Cell => ({
        door: `route ${door}`,
        at: door,
        visitor,
        ids: "own",
        expected: [answers[visitor.standing]],
        changes: [],
        isRecorded: false,
        moves: true,
        run: async () => {
          const [method, path = ""] = door.split(" ");
          const asked = question(visitor, method === "POST" ? { method } : {});
          const answer =
            method === "JSON"
              ? await askRoute(path, { oneFieldTooMany: 1 }, asked)
              : await ask(path, asked);
          return endOf(answer).replace("shown", "200");
        },
      }),
    ),
  );
  return [...guarded, ...open];
}

const takesIds = (sample: Sample<Record<string, unknown>>) =>
  /PATIENT|NOTE|INVOICE|MEMBER/.test(JSON.stringify(sample.body(marks, "")));

function expectedOfRoute(
  { allowed }: Sample<unknown>,
  visitor: Visitor,
  ids: KindOfIds,
): readonly string[] {
  if (visitor.standing !== "open") return ["401"];
  if (!isAllowed(allowed, visitor)) return ["403"];
  if (ids === "malformed") return ["422"];
  return ids === "own" || ids === "mixed" ? ["200"] : ["404"];
}

/** The addresses at which an action can be called, beside the page that it is used on. */
const elsewhere = ["/sign-in", "/nope"];

/** Every action, at its own page and at two others. */
export function actionCells(visitors: readonly Visitor[], idsOf: IdsOf): Cell[] {
  return actionDoors.flatMap(({ id, name, page }) => {
    const sample = actionKeys[name];
    return [page, ...elsewhere].flatMap((at) =>
      visitors.flatMap((visitor) =>
        kindsFor(visitor, sample !== undefined && takesIds(sample)).map((ids): Cell => {
          const isDone = sample?.changes !== undefined;
          const answers = sample ? expectedOfAction(name, sample, visitor, ids) : [];
          // A page that does not use the action may not know it at all.
          const expected = at === page || answers.length === 0 ? answers : [...answers, "none"];
          return {
            door: `action ${name}`,
            at,
            visitor,
            ids,
            expected,
            changes: expected.includes("done") ? (sample?.changes ?? []) : [],
            isRecorded: expected.some((each) => /forbidden|not-found/.test(each)),
            moves: sample?.allowed === "public",
            run: async () => {
              const body = sample?.body(idsOf(visitor, ids), "") ?? {};
              const isProbe = !isDone && sample?.allowed !== "public";
              const fields = isProbe ? { ...body, oneFieldTooMany: "1" } : body;
              return stateOf(
                await askAction(
                  addressFor(at, idsOf(visitor, "own")),
                  id,
                  fields,
                  question(visitor),
                ),
              );
            },
          };
        }),
      ),
    );
  });
}

function expectedOfAction(
  name: string,
  sample: Sample<unknown>,
  visitor: Visitor,
  ids: KindOfIds,
): readonly string[] {
  if (sample.allowed === "public") {
    const answer = openActions[name]?.[visitor.standing];
    return answer ? [answer] : [];
  }
  // Where the page gives way to another one, the answer is that page and no state at all.
  if (visitor.standing !== "open") return ["unauthenticated", "none"];
  if (!isAllowed(sample.allowed, visitor)) return ["refused forbidden"];
  if (sample.changes === undefined || ids === "malformed") return ["invalid"];
  const isWhole = ids === "own" || (ids === "mixed" && !namesSeveral(sample));
  return isWhole ? ["done"] : ["refused not-found"];
}

/** Whether an input names more than one record: only then can those of two be mixed up in it. */
const namesSeveral = (sample: Sample<unknown>) =>
  new Set(JSON.stringify(sample.body(marks, "")).match(/PATIENT|NOTE|INVOICE|MEMBER|REVIEW/g))
    .size > 1;

export { malformed };
