import { newId, PatientId } from "#lib/ids";
import { admin, type TestClinic } from "#lib/testing";

/** Who did what, from where and what for. */
interface Known {
  readonly member: string;
  readonly role: string;
  readonly action: string;
  readonly purpose: string;
  readonly address: string;
}

/** Whom and what the trail of the benchmark knows: often, and hardly ever. */
export interface Filled {
  readonly patient: PatientId;
  readonly often: Known;
  readonly seldom: Known;
  /** Addresses that begin alike: one member's, and everybody's outside of the clinic. */
  readonly ranges: readonly [one: string, many: string];
}

const office = "203.0.113.5";
const rare = "198.51.100.77";

async function addPatient(clinic: TestClinic): Promise<PatientId> {
  const id = PatientId.parse(newId());
  await clinic.write(async ({ tx, tenantId, seal }) => {
    const sealed = (column: string, text: string) =>
      seal({ table: "patients", column, rowId: id }, text);
    const { patients } = await import("#db/schema/patients");
    await tx.insert(patients).values({
      tenantId,
      id,
      familySealed: sealed("family_sealed", "Byron"),
      givenSealed: sealed("given_sealed", "Ada"),
      mrnSealed: sealed("mrn_sealed", "1"),
      mrnToken: Buffer.from(id.replaceAll("-", ""), "hex"),
      demographicsSealed: sealed("demographics_sealed", "{}"),
    });
  });
  return id;
}

/**
 * Writes `count` events past every trigger, with bytes in place of hashes: a trail to look through, not to
 * verify. Half are row events, 2 in 100 refusals, 1 in 2,000 is under a grant; one member has a third of it and one
 * has ten events. Three of five come from the clinic's own address, the others from 1,850 others.
 */
export async function fillTrail(
  clinic: TestClinic,
  count: number,
  log: (line: string) => void,
): Promise<Filled> {
  const { tenantId } = clinic;
  const patient = await addPatient(clinic);
  const [often, seldom] = [clinic.as("prescriber"), clinic.as("biller")];
  const [head] = await admin<
    { seq: string }[]
  >`select seq from audit.heads where tenant_id = ${tenantId}`;
  const start = Number(head?.seq ?? 0);
  await admin`alter table audit.subjects set unlogged`;
  await admin`alter table audit.events set unlogged`;
  const indexes = await admin<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid = 'audit.events'::regclass and not indisprimary and not indisunique`;
  for (const { name } of indexes) await admin.unsafe(`drop index ${name}`);

  const batch = 500_000;
  for (let done = 0; done < count; done += batch) {
    const size = Math.min(batch, count - done);
    await admin.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`set local statement_timeout = 0`;
      await tx`insert into audit.events (tenant_id, seq, id, at, transaction_id, actor_id, db_role, action, outcome,
          entity, purpose, address, entity_id, grant_id, subjects, detail_hash, prev_hash, hash)
        select ${tenantId}, n, lpad(to_hex(n), 32, '0')::uuid, now() - (${start + count} - n) * interval '6 seconds', '1'::xid8,
          case when n % (${count}::bigint / 10 + 1) = 7 then ${seldom.memberId}::uuid when n % 3 = 0 then ${often.memberId}::uuid
            else lpad(to_hex(n % 37), 32, 'a')::uuid end,
          case when n % (${count}::bigint / 10 + 1) = 7 then 'biller' when n % 2 = 1 then 'chartkeep_import' when n % 5 = 0 then 'medical_assistant' else 'prescriber' end,
          case when n % (${count}::bigint / 10 + 1) = 7 then 'payment.posted' when n % 2 = 1 then 'row.added'
            else (array['chart.viewed', 'patients.searched', 'labs.viewed', 'note.viewed', 'session.started', 'home.viewed'])[1 + (n / 2) % 6] end,
          case when n % 50 = 4 then 'denied' else 'success' end, '',
          case when n % (${count}::bigint / 10 + 1) = 7 then 'HPAYMT' when n % 2 = 1 then 'HOPERAT' when n % 2000 = 500 then 'ETREAT' else 'TREAT' end,
          (case when n % (${count}::bigint / 10 + 1) = 7 then ${rare} when n % 5 < 3 then ${office}
            else '10.' || n % 37 || '.' || n / 1000 % 50 || '.9' end)::inet, '00000000-0000-0000-0000-000000000000',
          case when n % 2000 = 500 then lpad(to_hex(n / 200000), 32, 'd')::uuid else '00000000-0000-0000-0000-000000000000' end,
          case when n % 997 = 0 then array[${patient}::uuid] when n % 4 = 0 then array[lpad(to_hex(n % 100000), 32, 'b')::uuid] else '{}' end,
          sha256(''), sha256(''), sha256('')
        from generate_series(${start + done + 1}::bigint, ${start + done + size}::bigint) n`;
      await tx`insert into audit.subjects (tenant_id, patient_id, seq) select tenant_id, unnest(subjects), seq from audit.events
        where tenant_id = ${tenantId} and seq > ${start + done} and seq <= ${start + done + size}`;
    });
    log(`${(done + size).toLocaleString("en-US")} events`);
  }
  for (const { name, definition } of indexes) {
    await admin.unsafe(`set statement_timeout = 0; ${definition}`);
    log(`index ${name}`);
  }
  await admin`update audit.heads set seq = seq + ${count} where tenant_id = ${tenantId}`;
  await admin.unsafe("vacuum analyze audit.events; ");
  await admin.unsafe("vacuum analyze audit.subjects");
  return {
    patient,
    often: {
      member: often.memberId,
      role: "prescriber",
      action: "chart.viewed",
      purpose: "TREAT",
      address: office,
    },
    seldom: {
      member: seldom.memberId,
      role: "biller",
      action: "payment.posted",
      purpose: "ETREAT",
      address: rare,
    },
    ranges: ["10.5.0.0/16", "10.0.0.0/8"],
  };
}
