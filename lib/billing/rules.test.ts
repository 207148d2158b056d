import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketOf, invoiceStatus, spread } from "./rules.ts";

test.each([
  ["2026-11-23", "0-30"],
  ["2026-10-24", "0-30"],
  ["2026-10-23", "31-60"],
  ["2026-09-24", "31-60"],
  ["2026-09-23", "61-90"],
  ["2026-08-24", "91-120"],
  ["2026-07-26", "91-120"],
  ["2026-07-25", "120+"],
  ["2027-01-01", "0-30"],
])("an invoice of %s is %s days old on 23-Nov-2026", (issuedOn, bucket) => {
  expect(bucketOf(issuedOn, "2026-11-23")).toBe(bucket);
});

const invoice = { totalCents: 10_000, openCents: 10_000, dueOn: "2026-12-01", today: "2026-11-23" };

test("an invoice is open until something is paid, overdue once its due date has passed, paid at zero", () => {
  expect(invoiceStatus(invoice)).toBe("open");
  expect(invoiceStatus({ ...invoice, openCents: 4_000 })).toBe("partly_paid");
  expect(invoiceStatus({ ...invoice, today: "2026-12-01" })).toBe("open");
  expect(invoiceStatus({ ...invoice, openCents: 4_000, today: "2026-12-02" })).toBe("overdue");
  expect(invoiceStatus({ ...invoice, openCents: 0, today: "2027-01-01" })).toBe("paid");
  expect(invoiceStatus({ ...invoice, openCents: -1 })).toBe("credit");
});

test("a payment is spread oldest first, never above what an invoice has open, and no cent is lost", () => {
  const open = fc.array(fc.integer({ min: -5_000, max: 50_000 }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), open, (cents, amounts) => {
      const invoices = amounts.map((openCents, n) => ({ invoiceId: String(n), openCents }));
      const parts = spread(cents, invoices);
      const applied = parts.reduce((sum, part) => sum + part.cents, 0);
      const owed = amounts.reduce((sum, amount) => sum + Math.max(amount, 0), 0);
      expect(applied).toBe(Math.min(cents, owed));
      for (const part of parts) {
        expect(part.cents).toBeLessThanOrEqual(invoices[Number(part.invoiceId)]?.openCents ?? 0);
        expect(part.cents).toBeGreaterThan(0);
      }
    }),
  );
});
