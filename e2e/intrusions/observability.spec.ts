import { randomInt, randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { clinics, newColleague } from "#e2e/staff";
import { found } from "#e2e/watch";
import { freePort } from "#lib/cli/port";
import { type RunningServer, startServer } from "#lib/cli/server";
import { actionDoors } from "./doors.ts";
import { serverEnvironment } from "./front.ts";

test.describe.configure({ mode: "serial", timeout: 180_000 });

let server: RunningServer;
let patient: PlantedPatient;
let origin = "";
let figures = "";
const word = `Zephyrine${randomUUID().slice(0, 8)}`;
const typed = [word, `1961-0${randomInt(1, 9)}-05`, `312-555-0${randomInt(200, 999)}`];

test.beforeAll(async () => {
  const [port, metricsPort] = [await freePort(), await freePort()];
  origin = `http://localhost:${port}`;
  figures = `http://127.0.0.1:${metricsPort}/metrics`;
  patient = await plantPatient(clinics.read);
  const environment = serverEnvironment({ APP_ORIGIN: origin, METRICS_PORT: String(metricsPort) });
  server = await startServer({ host: "127.0.0.1", port, environment, output: "quiet" });
});
test.afterAll(() => server?.stop());

interface Sent {
  readonly method?: "GET" | "POST" | "PUT";
  readonly session?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends what somebody might, with a session or without, and waits for the answer whatever it is. */
async function send(path: string, init: Sent = {}): Promise<number> {
  const { session, headers, ...rest } = init;
  const answer = await fetch(origin + path, {
    redirect: "manual",
    ...rest,
    headers: {
      ...(init.method === "POST" ? { origin } : {}),
      ...(session === undefined ? {} : { cookie: `__Host-sid=${session}` }),
      ...headers,
    },
  }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status ?? 0;
}

const json = { "content-type": "application/json", "x-requested-with": "chartkeep" };

test("what members read and what strangers send is neither in the log nor in the figures", async () => {
  const prescriber = await newColleague(clinics.read, "prescriber");
  const biller = await newColleague(clinics.read, "biller");
  const { token: session } = prescriber;
  const chart = `/patients/${patient.patientId}`;
  const search = (text: unknown) =>
    send("/api/patients/search", {
      method: "POST",
      session,
      headers: json,
      body: JSON.stringify({ text }),
    });

  expect(await search(patient.family)).toBe(200);
  for (const page of ["", "/labs", "/notes", "/problems", "/medications", "/allergies"])
    expect(await send(chart + page, { session }), page).toBe(200);
  // A refusal, a rule's no, and pages and routes that are not there.
  await send(`${chart}/notes`, { session: biller.token });
  const action = actionDoors.find(({ name }) => name === "signInAction")?.id ?? "";
  for (const text of [...typed, patient.family, patient.mrn]) {
    await search({ [text]: text });
    await search(text.repeat(200));
    await send(`/api/patients/search`, {
      method: "POST",
      session,
      headers: json,
      body: `{"text":"${text}`,
    });
    await send(`/patients/${encodeURIComponent(text)}?name=${encodeURIComponent(text)}`, {
      session,
    });
    await send(`/${encodeURIComponent(text)}/%00?q=${encodeURIComponent(text)}`);
    await send(`/reset/${encodeURIComponent(text)}`);
    await send("/sign-in", {
      headers: {
        referer: `${origin}/?${encodeURIComponent(text)}`,
        "user-agent": text,
        "x-request-id": text,
      },
    });
    await send("/sign-in", { method: "POST", headers: { "next-action": action }, body: text });
    await send("/sign-in", {
      method: "POST",
      headers: { origin: `https://${word}.example` },
      body: text,
    });
    await send("/api/session/clock", { method: "PUT", session, body: text });
    await send("/sign-in", { headers: { cookie: `__Host-sid=${text}; name=${text}` } });
  }

  const told = await (await fetch(figures)).text();
  const said = server.said();
  expect(said).toContain('"msg":"request refused"');
  // A body that the framework could not read: it is told of, by kind and place.
  expect(said).toMatch(/"kind":"SyntaxError".*"msg":"the framework reported a failure"/);
  expect(told).toMatch(/chartkeep_http_requests_total\{[^}]*route="\/patients\/\[patientId\]"/);
  expect(told).toMatch(/chartkeep_transaction_duration_seconds_count\{[^}]*\} [1-9]/);
  const secrets = [
    ...typed,
    ...patient.identity,
    ...patient.clinical,
    patient.birthDate,
    patient.patientId,
    patient.noteId,
  ];
  const plain = (text: string) => `${text}\n${decodeURIComponent(text.replaceAll("%", "%25"))}`;
  expect(found(plain(told), secrets), "in the figures").toEqual([]);
  const ids = [patient.patientId, patient.noteId];
  expect(
    found(
      plain(said),
      secrets.filter((secret) => !ids.includes(secret)),
    ),
    "in the log",
  ).toEqual([]);
});

test("health answers in words, without a session, and figures are on no port of the application", async () => {
  const health = await fetch(`${origin}/api/health`);
  expect(health.status).toBe(200);
  expect(health.headers.get("cache-control")).toContain("no-store");
  const words = (await health.json()) as Record<string, unknown>;
  expect(Object.keys(words).sort()).toEqual(["database", "jobs", "keys", "ready", "schema"]);
  expect(await send("/metrics")).toBe(303);
  expect((await fetch(figures.replace("/metrics", "/"))).status).toBe(404);
});
