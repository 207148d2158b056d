import { type ActionCodes, type Coding, codedPurpose, codesOf, dcm } from "./balp-codes.ts";
import { roleOf } from "./event-text.ts";
import { labelOf } from "./vocabulary.ts";

/** An event as far as it is told to others: ids, words and instants. */
export interface ToldEvent {
  readonly id: string;
  readonly position: number;
  readonly at: string;
  readonly actorId: string;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly outcome: string;
  readonly entity: string;
  readonly entityId: string | undefined;
  readonly patientIds: readonly string[];
  readonly hash: string;
  readonly purpose: string;
  readonly address: string | undefined;
  readonly grantId: string | undefined;
}

/** Where the events come from: the address of the application and the clinic. */
export interface ToldBy {
  readonly origin: string;
  readonly tenantId: string;
  readonly clinic: string;
}

const urn = (id: string) => ({ system: "urn:ietf:rfc:3986", value: `urn:uuid:${id}` });
const entityType = (code: string, display: string): Coding => ({
  system: "http://terminology.hl7.org/CodeSystem/audit-entity-type",
  code,
  display,
});
const objectRole = (code: string, display: string): Coding => ({
  system: "http://terminology.hl7.org/CodeSystem/object-role",
  code,
  display,
});

const outcomes: Readonly<Record<string, string>> = { success: "0", denied: "4", failed: "8" };
const [source, destination] = [
  dcm("110153", "Source Role ID"),
  dcm("110152", "Destination Role ID"),
];

/** The pattern that an event follows in full, or none: a refusal has none, nor what has no address on record. */
function profileOf({ outcome, address }: ToldEvent, { pattern }: ActionCodes, patient?: string) {
  if (outcome !== "success" || address === undefined || pattern === undefined) return undefined;
  const name = patient === undefined ? pattern : `Patient${pattern}`;
  return `https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.${name}`;
}

function agentsOf(event: ToldEvent, { pattern, action }: ActionCodes, by: ToldBy) {
  // What is read or removed goes to the client; a question and what is written come from it.
  const isRead = pattern === "Read" || pattern === "Delete" || action === "R";
  const [client, server] = isRead ? [destination, source] : [source, destination];
  const isWriting = pattern === "Create" || pattern === "Update";
  const participation = isWriting
    ? { code: "AUT", display: "author (originator)" }
    : { code: "IRCP", display: "information recipient" };
  const coded = (coding: Coding) => ({ coding: [coding] });
  return [
    {
      type: coded(client),
      who: { display: "Browser" },
      requestor: false,
      ...(event.address === undefined ? {} : { network: { address: event.address, type: "2" } }),
    },
    {
      type: coded(server),
      who: { identifier: { value: by.origin }, display: "Chartkeep" },
      requestor: false,
      network: { address: by.origin, type: "5" },
    },
    {
      type: coded({
        system: "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
        ...participation,
      }),
      who: { identifier: urn(event.actorId), display: event.actor },
      name: event.actor,
      requestor: true,
      role: [
        { coding: [{ system: `${by.origin}/roles`, code: event.role }], text: roleOf(event.role) },
      ],
      purposeOfUse: [coded(codedPurpose(event.purpose))],
    },
  ];
}

function entitiesOf(event: ToldEvent, { pattern }: ActionCodes, patient: string | undefined) {
  const what = {
    identifier: urn(event.entityId ?? event.id),
    display: event.entity || labelOf(event.action),
  };
  const object =
    pattern === "Query"
      ? {
          type: entityType("2", "System Object"),
          role: objectRole("24", "Query"),
          // What was asked for may name a patient: it stays sealed, and the kind of question stands for it.
          query: Buffer.from(event.action).toString("base64"),
        }
      : { what, type: entityType("2", "System Object"), role: objectRole("4", "Domain Resource") };
  if (patient === undefined) return [object];
  return [
    object,
    {
      what: { reference: `Patient/${patient}` },
      type: entityType("1", "Person"),
      role: objectRole("1", "Patient"),
    },
  ];
}

/** An event as FHIR R4 AuditEvents after IHE BALP: one for each of its patients, or one where it has none. */
export function auditEventsOf(event: ToldEvent, by: ToldBy): readonly object[] {
  const codes = codesOf(event.action);
  const patients: readonly (string | undefined)[] =
    event.patientIds.length === 0 ? [undefined] : event.patientIds;
  return patients.map((patient, index) => {
    const profile = profileOf(event, codes, patient);
    return {
      resourceType: "AuditEvent",
      id: patients.length === 1 ? event.id : `${event.id}-${index + 1}`,
      ...(profile === undefined ? {} : { meta: { profile: [profile] } }),
      extension: [
        { url: `${by.origin}/fhir/chain-position`, valueString: String(event.position) },
        { url: `${by.origin}/fhir/chain-hash`, valueString: event.hash },
        ...(event.grantId === undefined
          ? []
          : [{ url: `${by.origin}/fhir/break-glass-grant`, valueString: event.grantId }]),
      ],
      type: codes.type,
      subtype: [
        codes.subtype,
        { system: `${by.origin}/actions`, code: event.action, display: labelOf(event.action) },
      ],
      action: codes.action,
      recorded: event.at,
      outcome: outcomes[event.outcome] ?? "8",
      ...(event.outcome === "success" ? {} : { outcomeDesc: event.outcome }),
      purposeOfEvent: [{ coding: [codedPurpose(event.purpose)] }],
      agent: agentsOf(event, codes, by),
      source: {
        site: by.clinic,
        observer: { identifier: urn(by.tenantId), display: by.clinic },
        type: [
          {
            system: "http://terminology.hl7.org/CodeSystem/security-source-type",
            code: "4",
            display: "Application Server",
          },
        ],
      },
      entity: entitiesOf(event, codes, patient),
    };
  });
}
