import { expect, test } from "vitest";
import { z } from "zod";
import { newId } from "#lib/ids";
import { auditEventsOf, type ToldEvent } from "./balp.ts";
import { codesOf } from "./balp-codes.ts";
import { actionLabels } from "./vocabulary.ts";

// FHIR R4's AuditEvent as the standard defines it: what must be there, of what form, and nothing else.
const Coding = z.strictObject({
  system: z.url(),
  code: z.string().regex(/^\S+( \S+)*$/),
  display: z.string().optional(),
});
const Concept = z.strictObject({ coding: z.array(Coding).min(1), text: z.string().optional() });
const Identifier = z.strictObject({ system: z.string().optional(), value: z.string() });
const Reference = z.strictObject({
  reference: z
    .string()
    .regex(/^[A-Z]\w+\/[A-Za-z0-9.-]{1,64}$/)
    .optional(),
  identifier: Identifier.optional(),
  display: z.string().optional(),
});
const AuditEvent = z.strictObject({
  resourceType: z.literal("AuditEvent"),
  id: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/),
  meta: z.strictObject({ profile: z.array(z.url()) }).optional(),
  extension: z.array(z.strictObject({ url: z.url(), valueString: z.string() })),
  type: Coding,
  subtype: z.array(Coding).min(1),
  action: z.enum(["C", "R", "U", "D", "E"]),
  recorded: z.iso.datetime(),
  outcome: z.enum(["0", "4", "8", "12"]),
  outcomeDesc: z.string().optional(),
  purposeOfEvent: z.array(Concept),
  agent: z
    .array(
      z.strictObject({
        type: Concept,
        who: Reference,
        name: z.string().optional(),
        requestor: z.boolean(),
        role: z.array(Concept).optional(),
        network: z
          .strictObject({ address: z.string(), type: z.enum(["1", "2", "3", "4", "5"]) })
          .optional(),
        purposeOfUse: z.array(Concept).optional(),
      }),
    )
    .min(1),
  source: z.strictObject({ site: z.string(), observer: Reference, type: z.array(Coding) }),
  entity: z.array(
    z.strictObject({
      what: Reference.optional(),
      type: Coding,
      role: Coding,
      query: z.base64().optional(),
    }),
  ),
});

const by = { origin: "https://chartkeep.example", tenantId: newId(), clinic: "Cedar Ridge" };
const event = (more: Partial<ToldEvent> = {}): ToldEvent => ({
  id: newId(),
  position: 7,
  at: "2026-11-26T09:12:33.123456Z",
  actorId: newId(),
  actor: "Dana Ruiz",
  role: "prescriber",
  action: "chart.viewed",
  outcome: "success",
  entity: "",
  entityId: undefined,
  patientIds: [],
  hash: "00".repeat(32),
  purpose: "TREAT",
  address: "192.0.2.7",
  grantId: undefined,
  ...more,
});
const told = (more: Partial<ToldEvent> = {}) =>
  auditEventsOf(event(more), by).map((each) => AuditEvent.parse(each));

const profile = (name: string) =>
  `https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.${name}`;
const agentCodes = (audit: z.output<typeof AuditEvent>) =>
  audit.agent.map(({ type }) => type.coding[0]?.code);
const entityCodes = (audit: z.output<typeof AuditEvent>) =>
  audit.entity.map(({ type, role }) => `${type.code}/${role.code}`);

test("every action that can be recorded becomes a valid AuditEvent, refused or not, about nobody or somebody", () => {
  for (const action of [...Object.keys(actionLabels), "word.of-tomorrow"]) {
    for (const outcome of ["success", "denied", "failed"])
      for (const patientIds of [[], [newId()]])
        expect(told({ action, outcome, patientIds }), action).toHaveLength(1);
  }
});

test("a chart that was opened follows PatientRead: client and server by role, the member, the record, the patient", () => {
  const patient = newId();
  const [audit] = told({ patientIds: [patient] });
  expect(audit).toMatchObject({
    meta: { profile: [profile("PatientRead")] },
    type: { code: "rest" },
    action: "R",
    outcome: "0",
    purposeOfEvent: [{ coding: [{ code: "TREAT" }] }],
  });
  expect(audit?.subtype[0]).toMatchObject({
    system: "http://hl7.org/fhir/restful-interaction",
    code: "read",
  });
  expect(audit && agentCodes(audit)).toEqual(["110152", "110153", "IRCP"]);
  expect(audit?.agent[0]?.network).toEqual({ address: "192.0.2.7", type: "2" });
  expect(audit?.agent[2]).toMatchObject({ requestor: true, name: "Dana Ruiz" });
  expect(audit && entityCodes(audit)).toEqual(["2/4", "1/1"]);
  expect(audit?.entity[1]?.what).toEqual({ reference: `Patient/${patient}` });
});

test("a search follows PatientQuery, once for each patient that it found, and tells nothing that was typed", () => {
  const patientIds = [newId(), newId()];
  const audits = told({ action: "patients.searched", patientIds });
  expect(audits.map(({ entity }) => entity[1]?.what?.reference)).toEqual(
    patientIds.map((id) => `Patient/${id}`),
  );
  expect(new Set(audits.map(({ id }) => id)).size).toBe(2);
  for (const audit of audits) {
    expect(audit.meta?.profile).toEqual([profile("PatientQuery")]);
    expect(audit.action).toBe("E");
    expect(agentCodes(audit)).toEqual(["110153", "110152", "IRCP"]);
    expect(entityCodes(audit)).toEqual(["2/24", "1/1"]);
    expect(audit.entity[0]?.what).toBeUndefined();
  }
});

test("what is written follows Create, Update and Delete", () => {
  const [made, changed, gone] = ["payment.posted", "row.changed", "row.removed"].map(
    (action) => told({ action, entity: "payments", entityId: newId() })[0],
  );
  expect([made, changed, gone].map((audit) => [audit?.action, audit?.meta?.profile[0]])).toEqual([
    ["C", profile("Create")],
    ["U", profile("Update")],
    ["D", profile("Delete")],
  ]);
  expect(made && agentCodes(made)).toEqual(["110153", "110152", "AUT"]);
  expect(gone && agentCodes(gone)).toEqual(["110152", "110153", "IRCP"]);
});

test("a refusal claims no pattern of success, nor does what has no address on record", () => {
  expect(told({ action: "access.denied", outcome: "denied" })[0]).toMatchObject({
    outcome: "4",
    outcomeDesc: "denied",
  });
  expect(told({ outcome: "denied" })[0]?.meta).toBeUndefined();
  expect(told({ address: undefined })[0]?.meta).toBeUndefined();
});

test("sign-in, breaking the glass, roles, exports and the use of the trail have DICOM's codes", () => {
  const codes = (action: string) => [codesOf(action).type.code, codesOf(action).subtype.code];
  expect(codes("session.started")).toEqual(["110114", "110122"]);
  expect(codes("session.ended")).toEqual(["110114", "110123"]);
  expect(codes("break-glass.started")).toEqual(["110113", "110127"]);
  expect(codes("member.roles-changed")).toEqual(["110113", "110136"]);
  expect(codes("document.issued")).toEqual(["110106", "disclose"]);
  expect(codes("records.exported")).toEqual(["110106", "disclose"]);
  expect(codes("trail.viewed")).toEqual(["110101", "read"]);
});
