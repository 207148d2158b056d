import { z } from "zod";
import type { Draft } from "../draft.ts";
import { type Box, kind, Rejected } from "../kind.ts";
import { Concept, Period, Reference, Text, wordsOf } from "../types.ts";
import { Attachment, bytesOf, isText, textOf } from "./attachment.ts";
import { isClinicalNote, noteKindOf, recordTypeOf } from "./document-types.ts";

const DocumentReference = z.object({
  status: Text,
  docStatus: Text,
  type: Concept.optional(),
  category: z.array(Concept).optional(),
  subject: Reference.optional(),
  date: Text,
  author: z.array(Reference).optional(),
  description: Text,
  content: z.array(z.object({ attachment: Attachment })).optional(),
  context: z
    .object({ encounter: z.array(Reference).optional(), period: Period.optional() })
    .optional(),
});
type Resource = z.output<typeof DocumentReference>;

/** A clinical note that can be read becomes a note; every other document becomes a document. */
export const documentReference = kind("DocumentReference", DocumentReference, (resource, box) => {
  const file = resource.content?.[0]?.attachment;
  if (!file) throw new Rejected("content", "a document without content");
  const readable = file.data !== undefined && isText(file);
  const isNote = readable && isClinicalNote(resource.type, resource.category);
  return [isNote ? noteOf(resource, file, box) : documentOf(resource, file, box)];
});

function noteOf(resource: Resource, file: z.output<typeof Attachment>, box: Box): Draft {
  const writtenAt = writtenOf(resource, box);
  const status = noteStatus(resource);
  return {
    entity: "notes",
    resourceType: "DocumentReference",
    keys: box.keys,
    plain: {
      kind: noteKindOf(resource.type),
      status,
      writtenAt,
      signedAt: status === "signed" ? writtenAt : null,
    },
    sealed: {
      titleSealed: titleOf(resource, file),
      textSealed: textOf(file, "content[0].attachment.data") ?? "",
    },
    links: {
      ...linksOf(resource, box),
      practitionerId: box.may(
        "author[0]",
        "practitioners",
        "Practitioner",
        resource.author?.find((one) => !one.reference?.includes("Organization")),
      ),
    },
  };
}

function documentOf(resource: Resource, file: z.output<typeof Attachment>, box: Box): Draft {
  const field = "content[0].attachment.data";
  const bytes = bytesOf(file, field);
  if (!bytes) box.note(field, "the file itself is elsewhere: only its title is kept");
  const content = isText(file) ? textOf(file, field) : bytes?.toString("base64");
  return {
    entity: "documents",
    resourceType: "DocumentReference",
    keys: box.keys,
    plain: {
      recordType: recordTypeOf(resource.type, resource.category),
      contentType: file.contentType ?? "application/octet-stream",
      contentBytes: bytes?.length ?? 0,
      status: resource.status ?? "current",
      writtenAt: writtenOf(resource, box),
    },
    sealed: { titleSealed: titleOf(resource, file), contentSealed: content },
    links: linksOf(resource, box),
  };
}

function linksOf(resource: Resource, box: Box) {
  const encounter = resource.context?.encounter?.[0];
  return {
    patientId: box.must("subject", "patients", "Patient", resource.subject),
    encounterId: box.may("context.encounter[0]", "encounters", "Encounter", encounter),
  };
}

function writtenOf(resource: Resource, box: Box): Date {
  const writtenAt = box.instant("date", resource.date ?? resource.context?.period?.start);
  if (!writtenAt) throw new Rejected("date", "a document needs the time it was written");
  return writtenAt;
}

function titleOf(resource: Resource, file: z.output<typeof Attachment>): string {
  return resource.description ?? file.title ?? wordsOf(resource.type) ?? "Document";
}

function noteStatus({ status, docStatus }: Resource): string {
  if (status === "entered-in-error" || docStatus === "entered-in-error") return "entered_in_error";
  return docStatus === "preliminary" ? "draft" : "signed";
}
