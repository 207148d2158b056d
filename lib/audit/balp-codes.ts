import { purposeOf } from "./purposes.ts";

/** A code of a terminology, as FHIR writes it. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

/** What an action is in the terms of FHIR, DICOM and IHE's basic audit log patterns. */
export interface ActionCodes {
  readonly type: Coding;
  readonly subtype: Coding;
  readonly action: "C" | "R" | "U" | "D" | "E";
  /** The pattern that a success of it follows; there are none for what is no access to a resource. */
  readonly pattern?: "Create" | "Read" | "Update" | "Delete" | "Query";
}

const dicom = "http://dicom.nema.org/resources/ontology/DCM";

/** A code of DICOM. */
export const dcm = (code: string, display: string): Coding => ({ system: dicom, code, display });

const rest: Coding = {
  system: "http://terminology.hl7.org/CodeSystem/audit-event-type",
  code: "rest",
  display: "Restful Operation",
};
const interaction = (code: string): Coding => ({
  system: "http://hl7.org/fhir/restful-interaction",
  code,
  display: code,
});
const lifecycle = (code: string, display: string): Coding => ({
  system: "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle",
  code,
  display,
});

const authentication = dcm("110114", "User Authentication");
const security = dcm("110113", "Security Alert");

// The first that fits: from the particular to the general.
const codes: readonly (readonly [RegExp, ActionCodes])[] = [
  [
    /^session\.(started|refused|unlocked|proved)$/,
    { type: authentication, subtype: dcm("110122", "Login"), action: "E" },
  ],
  [/^session\./, { type: authentication, subtype: dcm("110123", "Logout"), action: "E" }],
  [
    /^break-glass\.start/,
    { type: security, subtype: dcm("110127", "Emergency Override Started"), action: "E" },
  ],
  [
    /^break-glass\.(end|stop|expire)/,
    { type: security, subtype: dcm("110138", "Emergency Override Stopped"), action: "E" },
  ],
  [
    /^member\.roles-changed$/,
    { type: security, subtype: dcm("110136", "Security Roles Changed"), action: "U" },
  ],
  [
    /^(member|invitation|factors?|passkey|recovery-codes?|password|identity|sign-in-rules|sso)\.(?!viewed|listed)/,
    { type: security, subtype: dcm("110137", "User Security Attributes Changed"), action: "U" },
  ],
  [
    /^(export\.started|export\.failed|document\.issued)$|\.(exported|printed)$/,
    {
      type: dcm("110106", "Export"),
      subtype: lifecycle("disclose", "Disclose Record Lifecycle Event"),
      action: "R",
    },
  ],
  [
    /^(trail|event|history|values)\.|^chain\.verified$/,
    { type: dcm("110101", "Audit Log Used"), subtype: interaction("read"), action: "R" },
  ],
  [
    /^import\./,
    {
      type: dcm("110107", "Import"),
      subtype: lifecycle("receive", "Receive/Retain Record Lifecycle Event"),
      action: "C",
    },
  ],
  [
    /\.(searched|listed)$/,
    { type: rest, subtype: interaction("search"), action: "E", pattern: "Query" },
  ],
  [
    /\.(viewed|opened)$/,
    { type: rest, subtype: interaction("read"), action: "R", pattern: "Read" },
  ],
  [
    /\.(added|posted|created|saved|recorded)$/,
    { type: rest, subtype: interaction("create"), action: "C", pattern: "Create" },
  ],
  [
    /\.(changed|set|lifted|judged|signed|withdrawn)$/,
    { type: rest, subtype: interaction("update"), action: "U", pattern: "Update" },
  ],
  [/\.removed$/, { type: rest, subtype: interaction("delete"), action: "D", pattern: "Delete" }],
];

const otherwise: ActionCodes = { type: rest, subtype: interaction("operation"), action: "E" };

/** The codes of an action. One that fits none is an operation, which no pattern describes. */
export const codesOf = (action: string): ActionCodes =>
  codes.find(([pattern]) => pattern.test(action))?.[1] ?? otherwise;

/** What something was done for, as FHIR writes it. */
export const codedPurpose = (code: string): Coding => ({
  system: "http://terminology.hl7.org/CodeSystem/v3-ActReason",
  code,
  display: purposeOf(code).toLowerCase(),
});
