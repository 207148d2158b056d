import { expect, test } from "vitest";
import { labelOf } from "#lib/audit/vocabulary";
import { newId } from "#lib/ids";
import { newClinic } from "#lib/testing";
import { type PastEvent, placeEvents } from "#lib/testing-events";
import { recordPatient } from "#lib/testing-records";
import { accountForCare, holdAccounting } from "./commands.ts";
import { accountingCsvText, accountingSheet } from "./export.ts";
import { HoldAccounting } from "./input.ts";
import { purposes } from "./rules.ts";
import { account, ago, asAdmin, record, shown } from "./testing-accounting.ts";

test("forty disclosures of all kinds give exactly the accounting that is due", async () => {
  const clinic = await newClinic();
  const [ada, bea] = [await recordPatient(clinic), await recordPatient(clinic)];
  const [doctor, biller, admin, assistant] = (
    ["prescriber", "biller", "tenant_admin", "medical_assistant"] as const
  ).map((role) => ({ actorId: clinic.as(role).memberId, role }));
  const noon = (days: number) => `${ago(days)} 12:00`;
  const about = (event: Omit<PastEvent, "patientIds">): PastEvent => ({
    ...event,
    patientIds: [ada],
  });

  // 24 that left a trace: 9 of paper and files, 4 of the operator, 7 looks of care, 4 that are nobody's business.
  await placeEvents(clinic, [
    about({
      at: noon(400),
      action: "chart.printed",
      ...doctor,
      details: { reason: "Referral by post" },
    }),
    about({ at: noon(390), action: "labs.exported", ...doctor }),
    about({
      at: noon(380),
      action: "patients.exported",
      ...admin,
      details: {
        reason: "State registry",
        recipient: "Department of Health",
        address: "1 Main St",
      },
    }),
    about({ at: noon(370), action: "statement.issued", ...biller }),
    about({ at: noon(360), action: "document.downloaded", ...assistant, details: { rows: 3 } }),
    about({
      at: noon(350),
      action: "record.sent",
      ...admin,
      details: { recipient: "Dr. Amos", purpose: "Second opinion" },
    }),
    about({ at: noon(340), action: "history.exported", ...admin }),
    about({ at: noon(330), action: "chart.printed", ...doctor, outcome: "denied" }),
    { at: noon(329), action: "chart.printed", ...doctor, patientIds: [bea] },
    about({ at: noon(320), action: "chart.viewed" }),
    { at: noon(310), action: "console.opened", details: { reason: "Incident 12" } },
    about({ at: noon(300), action: "import.committed" }),
    about({ at: noon(290), action: "activity-review.made" }),
    about({ at: noon(280), action: "chart.viewed", ...doctor }),
    about({ at: noon(279), action: "vitals.viewed", ...assistant }),
    about({ at: noon(278), action: "patient-billing.viewed", ...biller }),
    about({ at: noon(277), action: "note.viewed", ...doctor }),
    about({ at: noon(276), action: "history.viewed", ...admin }),
    { at: noon(275), action: "patients.searched", ...biller, patientIds: [ada, bea] },
    about({ at: noon(274), action: "labs.viewed", ...doctor }),
    about({ at: noon(273), action: "access.denied", ...biller, outcome: "denied" }),
    about({ at: noon(272), action: "row.changed", ...assistant }),
    about({ at: noon(271), action: "accounting.exported", ...admin }),
    about({ at: noon(270), action: "chart.viewed", ...doctor, outcome: "failed" }),
  ]);
  // 16 by mail, telephone or hand: every purpose once.
  for (const [index, purpose] of purposes.entries())
    await record(clinic, ada, {
      purpose,
      disclosedOn: ago(200 - index),
      recipient: `Recipient ${index}`,
      address: index === 0 ? "4 Elm St, Springfield" : "",
      basis: purpose === "judicial" ? "Subpoena 17" : "",
      description: `Paper ${index}`,
    });

  const paper = [
    `${ago(400)} | Test prescriber, member of the clinic |  | chart.printed | Referral by post`,
    `${ago(390)} | Test prescriber, member of the clinic |  | labs.exported | Not stated`,
    `${ago(380)} | Department of Health | 1 Main St | patients.exported | State registry`,
    `${ago(370)} | Test biller, member of the clinic |  | statement.issued | Not stated`,
    `${ago(360)} | Test medical_assistant, member of the clinic |  | document.downloaded | Not stated`,
    `${ago(350)} | Dr. Amos |  | record.sent | Second opinion`,
    `${ago(340)} | Test tenant_admin, member of the clinic |  | history.exported | Not stated`,
    `${ago(320)} | Platform operator |  | Viewed the chart | Support of the platform`,
    `${ago(310)} | Platform operator |  | ${labelOf("console.opened")} | Incident 12`,
  ];
  const looks = [
    `${ago(280)} | Test prescriber, member of the clinic |  | Viewed the chart | Treatment`,
    `${ago(279)} | Test medical_assistant, member of the clinic |  | Viewed vital signs | Treatment`,
    `${ago(278)} | Test biller, member of the clinic |  | Viewed a patient's billing | Payment`,
    `${ago(277)} | Test prescriber, member of the clinic |  | Read a note | Treatment`,
    `${ago(276)} | Test tenant_admin, member of the clinic |  | Viewed an access history | Health care operations`,
    `${ago(275)} | Test biller, member of the clinic |  | Searched patients | Payment`,
    `${ago(274)} | Test prescriber, member of the clinic |  | Viewed lab results | Treatment`,
  ];
  const byHand = [
    `${ago(200)} | Recipient 0 | 4 Elm St, Springfield | Paper 0 | Required by law`,
    `${ago(199)} | Recipient 1 |  | Paper 1 | Public health activities`,
    `${ago(198)} | Recipient 2 |  | Paper 2 | Report of abuse, neglect or domestic violence`,
    `${ago(197)} | Recipient 3 |  | Paper 3 | Health oversight`,
    `${ago(196)} | Recipient 4 |  | Paper 4 | Judicial or administrative proceeding: Subpoena 17`,
    `${ago(195)} | Recipient 5 |  | Paper 5 | Law enforcement`,
    `${ago(194)} | Recipient 6 |  | Paper 6 | Coroner, medical examiner or funeral director`,
    `${ago(193)} | Recipient 7 |  | Paper 7 | Organ, eye or tissue donation`,
    `${ago(192)} | Recipient 8 |  | Paper 8 | Research without the patient's authorization`,
    `${ago(191)} | Recipient 9 |  | Paper 9 | Serious threat to health or safety`,
    `${ago(190)} | Recipient 10 |  | Paper 10 | Specialized government function`,
    `${ago(189)} | Recipient 11 |  | Paper 11 | Workers' compensation`,
    `${ago(188)} | Recipient 12 |  | Paper 12 | Not permitted: made by mistake or without right`,
  ];
  const care = [
    `${ago(187)} | Recipient 13 |  | Paper 13 | Treatment`,
    `${ago(186)} | Recipient 14 |  | Paper 14 | Payment`,
    `${ago(185)} | Recipient 15 |  | Paper 15 | Health care operations`,
  ];
  expect(await shown(clinic, ada)).toEqual([...paper, ...byHand]);

  await asAdmin(clinic, (scope) => accountForCare(scope, { accountsForCare: true }));
  const all = await shown(clinic, ada, { to: ago(1) });
  expect(all).toEqual([...paper, ...looks, ...byHand, ...care]);
  expect(await shown(clinic, bea, { to: ago(1) })).toEqual([
    `${ago(329)} | Test prescriber, member of the clinic |  | chart.printed | Not stated`,
    `${ago(310)} | Platform operator |  | ${labelOf("console.opened")} | Incident 12`,
    `${ago(275)} | Test biller, member of the clinic |  | Searched patients | Payment`,
  ]);
});

test("a file is one line, with the words and the reason of the export, however many events tell of it", async () => {
  const clinic = await newClinic();
  const [ada, bea] = [await recordPatient(clinic), await recordPatient(clinic)];
  const by = { actorId: clinic.as("tenant_admin").memberId, role: "tenant_admin" };
  const at = (minute: number) => `${ago(9)} 12:0${minute}`;
  await placeEvents(clinic, [
    // Of one patient: every event names them.
    {
      at: at(0),
      action: "export.started",
      ...by,
      patientIds: [ada],
      details: { export: "AAAA", kind: "access-history", reason: "Asked by the court" },
    },
    {
      at: at(1),
      action: "records.exported",
      ...by,
      patientIds: [ada],
      details: { export: "AAAA", shown: 1000 },
    },
    {
      at: at(2),
      action: "records.exported",
      ...by,
      patientIds: [ada],
      details: { export: "AAAA", shown: 10 },
    },
    {
      at: at(3),
      action: "document.issued",
      ...by,
      patientIds: [ada],
      details: {
        export: "AAAA",
        code: "AAAA",
        kind: "access-history",
        reason: "Asked by the court",
      },
    },
    // Of many: only the batch names them.
    {
      at: at(4),
      action: "export.started",
      ...by,
      details: { export: "BBBB", kind: "audit-trail", reason: "Yearly review" },
    },
    {
      at: at(5),
      action: "export.started",
      ...by,
      details: { export: "CCCC", kind: "patient-list", reason: "Another" },
    },
    {
      at: at(6),
      action: "records.exported",
      ...by,
      patientIds: [ada, bea],
      details: { export: "BBBB", shown: 2 },
    },
    // The patient's own.
    {
      at: at(7),
      action: "document.issued",
      ...by,
      patientIds: [ada],
      details: { export: "DDDD", code: "DDDD", kind: "disclosures", reason: "For the patient" },
    },
  ]);
  const own = "Test tenant_admin, member of the clinic";
  const line = (kind: string, reason: string) =>
    `${ago(9)} | ${own} |  | Exported records: ${kind} | ${reason}`;
  expect(await shown(clinic, ada)).toEqual([
    line("Access history of a patient", "Asked by the court"),
    line("Audit trail", "Yearly review"),
  ]);
  expect(await shown(clinic, bea)).toEqual([line("Audit trail", "Yearly review")]);
});

test("paper and file say what the screen says, for the patient and without what is held back", async () => {
  const clinic = await newClinic();
  const ada = await recordPatient(clinic);
  await record(clinic, ada, { recipient: "=cmd|' /C calc'!A0", address: "4 Elm St" });
  await record(clinic, ada, { purpose: "law_enforcement", recipient: "Det. Ruiz" });
  await asAdmin(clinic, (scope) =>
    holdAccounting(
      scope,
      HoldAccounting.parse({
        holdId: newId(),
        patientId: ada,
        agency: "law_enforcement",
        statement: "Det. Ruiz: an investigation",
        endsOn: ago(-10),
        isOral: "no",
      }),
    ),
  );
  const { accounting } = await account(clinic, ada);
  const sheet = accountingSheet(accounting, "Test Clinic");
  expect(JSON.stringify(sheet)).not.toContain("Ruiz");
  expect(sheet.facts).toContainEqual(["Disclosures", "1"]);
  const [head, row] = accountingCsvText(accounting).split("\r\n");
  expect(head).toContain("day,recipient,address");
  expect(row).toContain("'=cmd|");
});
