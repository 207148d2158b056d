import { expect, test } from "@playwright/test";
import { type Colleague, clinics, newColleague } from "#e2e/staff";
import { found } from "#e2e/watch";
import { type Answer, ask, askAction, askRoute, comparable, stateOf } from "./ask.ts";
import { actionDoors, addressFor, type Ids, pageDoors, routeDoors } from "./doors.ts";
import { actionKeys, pageKeys, roles, routeKeys } from "./keyrings.ts";
import { publicFiles, sessionRoutes } from "./session-routes.ts";
import {
  denialsOf,
  expectNothingOf,
  holdingsOf,
  malformed,
  newOutsider,
  newVictim,
  nobody,
  type Victim,
} from "./victim.ts";

// One after the other in one worker: nobody else may write in the clinic that is attacked.
test.describe.configure({ mode: "default", timeout: 180_000 });

let victim: Victim;
let outsider: Colleague;

test.beforeAll(async () => {
  victim = await newVictim();
  outsider = await newOutsider();
});
test.afterEach(async () => {
  expect(await holdingsOf(victim.tenantId), "the attacked clinic's records").toBe(victim.holdings);
});

const jsonDoors = routeDoors.filter((path) => ![...sessionRoutes, ...publicFiles].includes(path));
const protectedPages = pageDoors.filter((path) => pageKeys[path] !== "public");
const protectedActions = actionDoors.filter(({ name }) => actionKeys[name]?.allowed !== "public");

/** The ways in which a browser, the router or an attacker asks for a page. */
const views: readonly (readonly [suffix: string, headers: Readonly<Record<string, string>>])[] = [
  ["", {}],
  ["", { rsc: "1" }],
  ["", { rsc: "1", "next-router-prefetch": "1" }],
  [".rsc", {}],
  [".segments/_tree.segment.rsc", { rsc: "1", "next-router-prefetch": "1" }],
  ["?_rsc=1&nxtPpatientId=1", { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }],
];

const sampleOf = (path: string) => {
  const sample = routeKeys[path];
  if (!sample) throw new Error(`${path} is a new route: e2e/intrusions/keyrings.ts has no sample`);
  return sample;
};
const actionOf = (name: string) => {
  const sample = actionKeys[name];
  if (!sample) throw new Error(`${name} is a new action: e2e/intrusions/keyrings.ts has no sample`);
  return sample;
};

/** A refusal that is an answer: never a crash. */
function expectRefused(answer: Answer, where: string, statuses: readonly number[]): void {
  expect(statuses, `${where}: ${answer.text.slice(0, 200)}`).toContain(answer.status);
  expectNothingOf(victim, answer, where);
}

test("every door of the build is known here, and what is known exists", () => {
  expect(pageDoors).toEqual(Object.keys(pageKeys).sort());
  expect([...routeDoors].sort()).toEqual(
    [...Object.keys(routeKeys), ...sessionRoutes, ...publicFiles].sort(),
  );
  expect(actionDoors.map(({ name }) => name).sort()).toEqual(Object.keys(actionKeys).sort());
});

test("the samples open their doors to those who hold the key, so that a refusal means something", async () => {
  const { staff, ids, patient } = victim;
  const chart = await ask(`/patients/${ids.patientId}`, { session: staff.prescriber.token });
  expect(chart.text).toContain(patient.mrn);
  for (const path of jsonDoors) {
    const body = sampleOf(path).body(ids, patient.mrn);
    const answer = await askRoute(path, body, { session: staff.tenant_admin.token });
    expect(answer.status, path).toBe(200);
  }
  for (const { name, id, page } of protectedActions) {
    const role = actionOf(name).allowed[0] as (typeof roles)[number];
    // With a wrong field, so that the door opens and nothing is done.
    const answer = await askAction(
      addressFor(page, ids),
      id,
      { ...actionOf(name).body(ids, ""), idempotencyKey: "none", more: "" },
      { session: staff[role].token },
    );
    expect(stateOf(answer), name).toBe("invalid");
  }
});

test("without a session no page, route or action tells or does anything", async () => {
  const { ids, patient } = victim;
  for (const session of [undefined, "x".repeat(43), "not a token"]) {
    for (const page of protectedPages) {
      for (const [suffix, headers] of session === undefined ? views : views.slice(0, 2)) {
        const path = addressFor(page, ids) + suffix;
        const answer = await ask(path, { session, headers });
        expectRefused(answer, path, [200, 303, 307, 404]);
        expect(answer.location ?? answer.text, path).toContain("/sign-in");
      }
    }
    for (const path of jsonDoors) {
      const answer = await askRoute(path, sampleOf(path).body(ids, patient.mrn), { session });
      expectRefused(answer, path, [401]);
    }
    for (const { name, id, page } of protectedActions) {
      for (const path of [addressFor(page, ids), "/sign-in", "/nowhere"]) {
        const answer = await askAction(path, id, actionOf(name).body(ids, ""), { session });
        expectRefused(answer, `${name} at ${path}`, [200, 303, 307, 404, 500]);
        expect(["unauthenticated", "none"], name).toContain(stateOf(answer));
      }
    }
  }
});

test("to another clinic its ids and ids that are nobody's look the same, and the tries are on record", async () => {
  const session = outsider.token;
  const before = await denialsOf(outsider);
  let refused = 0;
  for (const page of protectedPages.filter((path) => path.includes("["))) {
    for (const headers of [{}, { rsc: "1" }]) {
      const [theirs, none] = await Promise.all(
        [victim.ids, nobody()].map((ids) => ask(addressFor(page, ids), { session, headers })),
      );
      if (!theirs || !none) throw new Error("two answers");
      expectRefused(theirs, page, "rsc" in headers ? [200, 404] : [404]);
      expect(comparable(theirs), page).toEqual(comparable(none));
      refused += 1;
    }
  }
  for (const path of jsonDoors) {
    const { body } = sampleOf(path);
    const theirs = await askRoute(path, body(victim.ids, victim.patient.mrn), { session });
    const none = await askRoute(path, body(nobody(), "ZQ-000000000"), { session });
    expectRefused(theirs, path, [200, 404]);
    expect(theirs.status, path).toBe(none.status);
    if (theirs.status === 404) refused += 1;
  }
  for (const { name, id, page } of protectedActions.filter(({ page: at }) => at.includes("["))) {
    const { body } = actionOf(name);
    // What names nobody's record is for one's own clinic, wherever it is sent.
    if (JSON.stringify(body(victim.ids, "")) === JSON.stringify(body(nobody(), ""))) continue;
    const [theirs, none] = await Promise.all(
      [victim.ids, nobody()].map((ids) =>
        askAction(addressFor(page, ids), id, body(ids, ""), { session }),
      ),
    );
    if (!theirs || !none) throw new Error("two answers");
    expectRefused(theirs, `${name} of ${page}`, [200, 404]);
    expect(comparable(theirs), name).toEqual(comparable(none));
    expect(stateOf(theirs), name).toBe("refused not-found");
    refused += 1;
  }
  expect((await denialsOf(outsider)) - before).toBeGreaterThanOrEqual(refused);
});

test("what is no id is not found, and nothing breaks", async () => {
  const session = victim.staff.tenant_admin.token;
  for (const page of protectedPages.filter((path) => /Id\]/.test(path))) {
    for (const bad of malformed) {
      const ids: Ids = {
        patientId: bad,
        noteId: bad,
        invoiceId: bad,
        memberId: bad,
        reviewId: bad,
      };
      expectRefused(await ask(addressFor(page, ids), { session }), `${page} ${bad}`, [400, 404]);
    }
  }
  for (const path of jsonDoors) {
    const sample = sampleOf(path).body(victim.ids, "ab");
    for (const key of Object.keys(sample)) {
      for (const bad of [...malformed.slice(1), null, [], {}, -1, Number.POSITIVE_INFINITY]) {
        // What an export is narrowed by may be nothing, and a reason any text: the file is then handed out.
        if (key === "what" && JSON.stringify(bad) === "{}") continue;
        if (key === "reason" && typeof bad === "string") continue;
        const answer = await askRoute(path, { ...sample, [key]: bad }, { session });
        const isText = typeof bad === "string" && (path.endsWith("/search") || key === "content");
        expectRefused(answer, `${path} ${JSON.stringify(bad)}`, isText ? [200, 422] : [422, 404]);
      }
    }
  }
});

test("within the clinic each role opens the doors it has the key to, and no other", async () => {
  const { ids, staff, patient } = victim;
  for (const role of roles) {
    const session = staff[role].token;
    const before = await denialsOf(staff[role]);
    let shut = 0;
    for (const page of protectedPages) {
      const isAllowed = pageKeys[page]?.includes(role);
      const answer = await ask(addressFor(page, ids), { session });
      expect(answer.status, `${page} as ${role}`).toBe(isAllowed ? 200 : 403);
      if (isAllowed) continue;
      shut += 1;
      // The banner above a page that is shut may say who the patient is; nothing says what they have.
      expect(found(answer.text, patient.clinical.slice(1)), `${page} as ${role}`).toEqual([]);
    }
    for (const path of jsonDoors.filter((door) => !sampleOf(door).allowed.includes(role))) {
      const answer = await askRoute(path, sampleOf(path).body(ids, patient.mrn), { session });
      expectRefused(answer, `${path} as ${role}`, [403]);
      shut += 1;
    }
    for (const { name, id, page } of protectedActions) {
      if (actionOf(name).allowed.includes(role)) continue;
      const path = addressFor(page, ids);
      const answer = await askAction(path, id, actionOf(name).body(ids, ""), { session });
      expect(stateOf(answer), `${name} as ${role}`).toBe("refused forbidden");
      shut += 1;
    }
    expect((await denialsOf(staff[role])) - before, role).toBeGreaterThanOrEqual(shut);
  }
});

test("an unknown key, a huge body, another media type or no JSON at all is refused before it is looked at", async () => {
  const { ids, staff, patient } = victim;
  const session = staff.tenant_admin.token;
  const huge = "x".repeat(1_000_000);
  for (const path of jsonDoors) {
    const sample = sampleOf(path).body(ids, patient.mrn);
    const bodies: readonly (readonly [unknown, readonly number[]])[] = [
      [{ ...sample, tenantId: victim.tenantId }, [422]],
      [{ ...sample, __proto__: { isAdmin: true }, constructor: 1 }, [422]],
      [{ ...sample, padding: huge }, [0, 413]],
      ["{", [400]],
      ["null", [422]],
      ["[]", [422]],
    ];
    for (const [body, statuses] of bodies) {
      expectRefused(await askRoute(path, body, { session }), path, statuses);
    }
    const headers = { "content-type": "text/plain" };
    expectRefused(await askRoute(path, sample, { session, headers }), path, [415]);
  }
  for (const { name, id, page } of protectedActions) {
    const role = actionOf(name).allowed[0] as (typeof roles)[number];
    const question = { session: staff[role].token };
    const fields = actionOf(name).body(ids, "");
    const path = addressFor(page, ids);
    const extra = await askAction(path, id, { ...fields, tenantId: victim.tenantId }, question);
    expect(stateOf(extra), name).toBe("invalid");
    const large = await askAction(path, id, { ...fields, padding: huge }, question);
    expect(["invalid", "none"], `${name}: ${large.status}`).toContain(stateOf(large));
  }
});

test("what another site's page sends, or a program without an Origin, does nothing", async () => {
  const { ids, staff, patient } = victim;
  for (const origin of ["https://evil.example", "null", null]) {
    for (const path of [...jsonDoors, ...sessionRoutes.filter((route) => !route.includes("["))]) {
      const body = routeKeys[path]?.body(ids, patient.mrn) ?? {};
      const answer = await askRoute(path, body, { session: staff.tenant_admin.token, origin });
      expectRefused(answer, `${path} from ${origin}`, [403]);
    }
    for (const { name, id, page } of actionDoors) {
      const role = (actionOf(name).allowed[0] ?? "biller") as (typeof roles)[number];
      const session = (staff[role] ?? staff.biller).token;
      for (const headers of [{}, { "x-forwarded-host": "evil.example" }]) {
        const answer = await askAction(addressFor(page, ids), id, actionOf(name).body(ids, ""), {
          session,
          origin,
          headers,
        });
        expectRefused(answer, `${name} from ${origin}`, [403]);
      }
    }
  }
  // The session that was sent along is still alive: nothing signed it out.
  const home = await ask("/", { session: staff.tenant_admin.token });
  expect(home.status).toBe(200);
});

test("a session that was ended opens nothing any more", async () => {
  const leaver = await newColleague(clinics.attacked, "tenant_admin");
  const session = leaver.token;
  expect((await ask("/admin/audit", { session })).status).toBe(200);
  const end = await ask("/api/session/end", { method: "POST", session });
  expect(end.status).toBe(303);
  for (const page of protectedPages) {
    expectRefused(await ask(addressFor(page, victim.ids), { session }), page, [303, 307]);
  }
});
