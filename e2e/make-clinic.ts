import { randomUUID } from "node:crypto";
import { closePool } from "#db/client";
import { asOperator } from "#lib/cli/operator";
import { makeClinic } from "#lib/clinics/make";

// A clinic of a browser test's own, without patients and without anybody in it; prints its slug.
const slug = `own-${randomUUID()}`;
const release = await asOperator();
try {
  await makeClinic({
    slug,
    name: "Clinic of one test",
    specialty: "hormone",
    color: "#1b5fc1",
    timeZone: "America/Chicago",
  });
  console.log(slug);
} finally {
  await closePool();
  await release();
}
