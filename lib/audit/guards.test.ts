import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { type DbRole, memberRoles } from "#db/roles";
import { inTenant } from "#db/tenant";
import { newId, nilId } from "#lib/ids";
import { admin, newClinic, type TestClinic } from "#lib/testing";

const tables = ["outbox", "events", "subjects", "heads"] as const;
const readers: readonly DbRole[] = ["tenant_admin"];
const appRoles: readonly DbRole[] = [...memberRoles, "chartkeep_directory"];

const statement = (clinic: TestClinic, role: DbRole, text: string) =>
  inTenant({ tenantId: clinic.tenantId, actorId: clinic.as("biller").memberId, role }, (tx) =>
    tx.execute(sql.raw(text)),
  );

const refused = { cause: { code: "42501" } };

test.each(appRoles)(
  "%s can append and never change, remove, empty or read others' events",
  async (role) => {
    const [own, other] = [await newClinic(), await newClinic()];
    await statement(
      own,
      role,
      `insert into audit.outbox (id, action, outcome, entity, entity_id)
    values ('${newId()}', 'home.viewed', 'success', '', '${nilId}')`,
    );

    for (const table of tables) {
      const column = table === "outbox" ? "action = 'x'" : "seq = seq + 1";
      await expect(
        statement(own, role, `update audit.${table} set ${column}`),
      ).rejects.toMatchObject(refused);
      await expect(statement(own, role, `delete from audit.${table}`)).rejects.toMatchObject(
        refused,
      );
      await expect(statement(own, role, `truncate audit.${table}`)).rejects.toMatchObject(refused);
      const read = statement(
        own,
        role,
        `select * from audit.${table} where tenant_id = '${other.tenantId}'`,
      );
      if (readers.includes(role) && table !== "outbox") expect(await read).toHaveLength(0);
      else await expect(read).rejects.toMatchObject(refused);
    }
  },
);

const forgeries = {
  tenant_id: `'${newId()}'`,
  actor_id: `'${newId()}'`,
  db_role: "'tenant_admin'",
  at: "now() - interval '1 day'",
  transaction_id: "pg_current_xact_id()",
};

test.each(Object.entries(forgeries))("nobody chooses an event's %s", async (column, value) => {
  const clinic = await newClinic();
  for (const role of appRoles) {
    const forged = statement(
      clinic,
      role,
      `insert into audit.outbox (id, action, outcome, entity, entity_id, ${column})
      values ('${newId()}', 'home.viewed', 'success', '', '${nilId}', ${value})`,
    );
    await expect(forged).rejects.toMatchObject(refused);
  }
});

test("events cannot be written into the chain beside the outbox", async () => {
  const clinic = await newClinic();
  for (const role of appRoles) {
    for (const table of ["events", "subjects", "heads"]) {
      const insert = statement(
        clinic,
        role,
        `insert into audit.${table} select * from audit.${table} limit 0`,
      );
      await expect(insert).rejects.toMatchObject(refused);
    }
    await expect(statement(clinic, role, "select audit.seal()")).rejects.toMatchObject(refused);
  }
});

test("changing the clinic within a transaction loses it whole", async () => {
  const [own, other] = [await newClinic(), await newClinic()];
  const hop = inTenant(
    { tenantId: own.tenantId, actorId: own.as("biller").memberId, role: "biller" },
    async (tx) => {
      const event = sql`insert into audit.outbox (id, action, outcome, entity, entity_id)
        values (${newId()}, 'home.viewed', 'success', '', ${nilId})`;
      await tx.execute(event);
      await tx.execute(sql`select set_config('app.current_tenant', ${other.tenantId}, true)`);
    },
  );
  await expect(hop).rejects.toMatchObject(refused);
  const [left] =
    await admin`select count(*)::int as rows from audit.outbox where tenant_id = ${own.tenantId}`;
  expect(left).toEqual({ rows: 0 });
});

test("a superuser who only asks for replica mode still cannot change or empty the chain", async () => {
  const clinic = await newClinic();
  await statement(
    clinic,
    "biller",
    `insert into audit.outbox (id, action, outcome, entity, entity_id, subjects)
      values ('${newId()}', 'chart.viewed', 'success', '', '${nilId}', array['${newId()}']::uuid[])`,
  );
  const own = `where tenant_id = '${clinic.tenantId}'`;
  const attempts = [
    `update audit.events set action = 'x' ${own}`,
    `delete from audit.events ${own}`,
    `delete from audit.subjects ${own}`,
    `update audit.heads set seq = 1 ${own}`,
    `delete from audit.heads ${own}`,
    "truncate audit.events, audit.subjects",
  ];
  for (const attempt of attempts) {
    const inReplica = admin.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(attempt);
    });
    await expect(inReplica).rejects.toThrow("append-only");
  }
});

test("a change to a clinic's rows is one event for each statement, with the patients it is about", async () => {
  const clinic = await newClinic();
  const people = [newId(), newId()];
  await clinic.write(async ({ tx, tenantId }) => {
    await tx.execute(sql`insert into app.practitioners (tenant_id, id, display_name)
      select ${tenantId}, id, 'Dr. Test' from unnest(${sql.param(`{${people.join()}}`)}::uuid[]) id`);
    await tx.execute(
      sql`update app.practitioners set display_name = 'Dr. Other' where tenant_id = ${tenantId} and id = ${people[0]}`,
    );
    await tx.execute(
      sql`update app.practitioners set display_name = 'nobody' where tenant_id = ${tenantId} and id = ${newId()}`,
    );
  });

  const events = await admin`select action, entity_id, db_role from audit.events
    where tenant_id = ${clinic.tenantId} and entity = 'practitioners' order by seq`;
  expect(events).toEqual([
    { action: "row.added", entity_id: nilId, db_role: "chartkeep_import" },
    { action: "row.changed", entity_id: people[0], db_role: "chartkeep_import" },
  ]);
});

test("nobody changes a clinic's rows without its clinic and a name, not even a superuser", async () => {
  const clinic = await newClinic();
  const nameless = admin`update app.members set display_name = 'x' where tenant_id = ${clinic.tenantId}`;
  await expect(nameless).rejects.toMatchObject({ code: "42501" });
});

test("every table of a clinic has its row events, but for the bookkeeping of the importer and of the keys", async () => {
  const without = await admin`
    select c.relname as name from pg_class c
    where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')
      and (select count(*) from pg_trigger t where t.tgrelid = c.oid
        and t.tgfoid = 'audit.row_event()'::regprocedure and t.tgenabled <> 'D') <> 3
    order by 1`;
  expect(without.map(({ name }) => name)).toEqual([
    "drafts",
    "import_runs",
    "import_sources",
    "key_holdings",
    "key_rotations",
    "key_uses",
  ]);
});
