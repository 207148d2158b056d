import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { inTenant } from "#db/tenant";
import { reader, tenantOf } from "./page-table.ts";

const settings = `select set_config('role', '${reader}', true), set_config('app.current_tenant', $1, true)`;
const page = (table: "page" | "open_page") =>
  `select id, title, created_at from bench_door.${table} where tenant_id = $1 order by created_at desc limit 50`;

/** The same page of 50 rows, read in different ways over one connection each. */
export function variants(url: string) {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  const orm = drizzle(postgres(url, { max: 1, onnotice: () => undefined }));
  const send = (text: string, values: string[], prepare = true) =>
    client.unsafe(text, values, { prepare });
  let turn = 0;
  const tenant = () => {
    turn = (turn + 1) % 10;
    return tenantOf(turn);
  };

  const flight = (prepare: boolean) => {
    const tenantId = tenant();
    return Promise.all([
      client.unsafe("begin").execute(),
      send(settings, [tenantId], prepare).execute(),
      send(page("page"), [tenantId], prepare).execute(),
      client.unsafe("commit").execute(),
    ]);
  };

  const runs = {
    /** The product's own way. */
    door() {
      const tenantId = tenant();
      return inTenant({ tenantId, role: reader, actorId: tenantId }, (tx) =>
        tx.execute(sql`select id, title, created_at from bench_door.page
          where tenant_id = ${tenantId} order by created_at desc limit 50`),
      );
    },
    /** BEGIN, two settings, the page and COMMIT, each awaited. */
    async oneByOne() {
      const tenantId = tenant();
      await client.unsafe("begin");
      await client.unsafe(`set local role ${reader}`);
      await send("select set_config('app.current_tenant', $1, true)", [tenantId]);
      await send(page("page"), [tenantId]);
      await client.unsafe("commit");
    },
    /** What drizzle does with the driver when left alone. */
    drizzleDefault() {
      const tenantId = tenant();
      return orm.transaction(async (tx) => {
        await tx.execute(sql`select set_config('role', ${reader}, true),
          set_config('app.current_tenant', ${tenantId}, true)`);
        await tx.execute(sql`select id, title, created_at from bench_door.page
          where tenant_id = ${tenantId} order by created_at desc limit 50`);
      });
    },
    /** All four statements written before the first answer, COMMIT included. */
    oneFlight: () => flight(true),
    oneFlightUnprepared: () => flight(false),
    /** One prepared call, outside any transaction, on a table without row security. */
    bare: () => send(page("open_page"), [tenant()]),
  };
  const close = () => Promise.all([client.end({ timeout: 1 }), orm.$client.end({ timeout: 1 })]);
  return { runs, close };
}
