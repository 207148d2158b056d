import "server-only";
import { desc, eq, sql } from "drizzle-orm";
import { charges } from "#db/schema/charges";
import { coverages } from "#db/schema/coverages";
import { invoiceLines } from "#db/schema/invoice-lines";
import { invoices } from "#db/schema/invoices";
import { ledgerEntries } from "#db/schema/ledger-entries";
import { postings } from "#db/schema/postings";
import { type EntryDraft, entryRows, type Responsible, receivable } from "#lib/billing/ledger";
import { newId } from "#lib/ids";
import { PlanRecord, packRecord } from "#lib/phi/records";
import type { ClaimExtra } from "../draft.ts";
import { type Prepared, targetOf, type UnitRun } from "../run.ts";
import { chunks } from "../sources.ts";
import { seal } from "../write-rows.ts";

/** A claim that is to become an invoice, with what that needs. */
interface Bill {
  readonly one: Prepared;
  readonly extra: ClaimExtra;
  readonly entryId: string;
  readonly number: string;
  readonly patientId: string;
  readonly responsible: Responsible;
  readonly issuedOn: string;
  readonly coverageId: string | null;
}

/** Writes new claims: charges, an invoice with its lines, and the entry that makes it owed. */
export async function writeClaims(unit: UnitRun, batch: readonly Prepared[]): Promise<void> {
  const covers = await coverFor(unit, batch);
  const first = (await lastNumber(unit)) + 1;
  const bills = batch.flatMap((one, index): Bill[] => {
    const { extra, plain } = one.draft;
    const patientId = one.links.patientId;
    if (extra?.kind !== "claim" || !patientId) return [];
    return [
      {
        one,
        extra,
        entryId: newId(),
        number: `INV-${String(first + index).padStart(6, "0")}`,
        patientId,
        responsible: plain.responsible === "insurance" ? "insurance" : "patient",
        issuedOn: String(plain.issuedOn),
        coverageId: one.links.coverageId ?? covers.get(one.id) ?? null,
      },
    ];
  });

  const rows = entryRows(
    unit.tenantId,
    bills.map((bill) => entryOf(unit, bill)),
  );
  await unit.tx.insert(ledgerEntries).values(rows.entries);
  await unit.tx.insert(invoices).values(bills.map((bill) => invoiceOf(unit, bill)));
  const lines = bills.flatMap((bill) => linesOf(unit, bill));
  for (const part of chunks(lines, 500)) {
    await unit.tx.insert(charges).values(part.map((line) => line.charge));
    await unit.tx.insert(invoiceLines).values(part.map((line) => line.line));
  }
  for (const part of chunks(rows.postings, 1_000)) await unit.tx.insert(postings).values(part);
}

function entryOf(unit: UnitRun, bill: Bill): EntryDraft {
  const { entryId, extra, patientId, responsible, issuedOn, one } = bill;
  return {
    id: entryId,
    kind: "invoice",
    effectiveOn: issuedOn,
    postedBy: unit.actorId,
    postings: [
      {
        account: receivable(responsible),
        cents: extra.totalCents,
        patientId,
        invoiceId: one.id,
      },
      { account: "revenue", cents: -extra.totalCents, patientId, invoiceId: one.id },
    ],
  };
}

function invoiceOf(unit: UnitRun, bill: Bill): typeof invoices.$inferInsert {
  const { one, number, patientId, responsible, issuedOn, coverageId, entryId } = bill;
  return {
    tenantId: unit.tenantId,
    id: one.id,
    number,
    patientId,
    encounterId: one.links.encounterId ?? null,
    practitionerId: one.links.practitionerId ?? null,
    coverageId,
    responsible,
    issuedOn,
    dueOn: plusDays(issuedOn, 30),
    entryId,
  };
}

function linesOf(unit: UnitRun, { one, extra, patientId }: Bill) {
  const { tenantId } = unit;
  return extra.lines.map((line, index) => {
    const [chargeId, lineId] = [newId(), newId()];
    return {
      charge: {
        tenantId,
        id: chargeId,
        patientId,
        encounterId: one.links.encounterId ?? null,
        practitionerId: one.links.practitionerId ?? null,
        codeSystem: line.codeSystem,
        code: line.code,
        modifiers: line.modifiers,
        placeOfService: line.placeOfService,
        labelSealed: seal(unit, "charges", "label_sealed", chargeId, line.label),
        units: line.units,
        unitCents: line.cents / line.units,
        totalCents: line.cents,
        servicedOn: line.servicedOn,
        status: "billed",
      },
      line: {
        tenantId,
        id: lineId,
        invoiceId: one.id,
        chargeId,
        position: index + 1,
        labelSealed: seal(unit, "invoice_lines", "label_sealed", lineId, line.label),
        amountCents: line.cents,
      },
    };
  });
}

/** The coverage of each claim that names its payer in words: found again, or made once per patient and payer. */
async function coverFor(unit: UnitRun, batch: readonly Prepared[]): Promise<Map<string, string>> {
  const wanted = batch.flatMap((one) => {
    const { extra } = one.draft;
    const patientId = one.links.patientId;
    if (extra?.kind !== "claim" || !extra.coverage || !patientId) return [];
    const { payer, subscriberId = "" } = extra.coverage;
    const key = `Coverage?of=${patientId}&payer=${payer}&subscriber=${subscriberId}`;
    return [{ one, key, patientId, cover: extra.coverage }];
  });
  const known = await unit.sources.find(
    unit.tx,
    wanted.map((each) => each.key),
  );
  const made = new Map<string, typeof coverages.$inferInsert>();
  const found = new Map<string, string>();
  for (const { one, key, patientId, cover } of wanted) {
    const id = targetOf(unit, key)?.id ?? known.get(key)?.rowId ?? made.get(key)?.id ?? newId();
    found.set(one.id, id);
    if (targetOf(unit, key) || known.has(key) || made.has(key)) continue;
    const { payer, subscriberId, selfPay } = cover;
    const plan = packRecord(PlanRecord, { payer, subscriberId });
    made.set(key, {
      tenantId: unit.tenantId,
      id,
      patientId,
      kind: selfPay ? "self_pay" : "insurance",
      status: "active",
      planSealed: seal(unit, "coverages", "plan_sealed", id, plan),
    });
    unit.newTargets.set(key, { entity: "coverages", id });
  }
  if (made.size > 0) await unit.tx.insert(coverages).values([...made.values()]);
  await unit.sources.add(
    unit.tx,
    [...made].map(([key, row]) => ({
      key,
      entity: "coverages",
      rowId: row.id,
      contentHash: unit.sources.contentHash(key),
    })),
  );
  return found;
}

async function lastNumber(unit: UnitRun): Promise<number> {
  const [last] = await unit.tx
    .select({ number: invoices.number })
    .from(invoices)
    .where(eq(invoices.tenantId, unit.tenantId))
    .orderBy(desc(sql`length(${invoices.number})`), desc(invoices.number))
    .limit(1);
  return Number(/\d+$/.exec(last?.number ?? "")?.[0] ?? 0);
}

/** A calendar day, some days later. */
export function plusDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
