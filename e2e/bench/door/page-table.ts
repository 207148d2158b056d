import type postgres from "postgres";

/** The role under which the page is read. */
export const reader = "biller";

/** A tenant that has rows; there are ten of 1,000 rows each. */
export const tenantOf = (number: number) =>
  `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;

/** A table under the wall of every tenant table, and a copy without any, which the login itself may read. */
export async function makePage(admin: postgres.Sql, login: string): Promise<void> {
  const ownTenant = "tenant_id = nullif(current_setting('app.current_tenant', true), '')::uuid";
  await dropPage(admin);
  await admin.unsafe(`
    create schema bench_door;
    create table bench_door.page (
      tenant_id uuid not null, id uuid not null default gen_random_uuid(),
      title text not null, created_at timestamptz not null, primary key (tenant_id, id));
    insert into bench_door.page (tenant_id, title, created_at)
      select ('00000000-0000-7000-8000-' || lpad((n % 10)::text, 12, '0'))::uuid,
        'Row ' || n, now() - n * interval '1 minute' from generate_series(1, 10000) n;
    create table bench_door.open_page (like bench_door.page including all);
    insert into bench_door.open_page select * from bench_door.page;
    create index on bench_door.page (tenant_id, created_at desc);
    create index on bench_door.open_page (tenant_id, created_at desc);
    alter table bench_door.page enable row level security;
    alter table bench_door.page force row level security;
    create policy wall on bench_door.page as restrictive for all to public using (${ownTenant});
    create policy readers on bench_door.page as permissive for select to ${reader} using (true);
    grant usage on schema bench_door to ${reader}, ${login};
    grant select on bench_door.page to ${reader};
    grant select on bench_door.open_page to ${login};
    analyze bench_door.page, bench_door.open_page;`);
}

/** Removes both tables. */
export async function dropPage(admin: postgres.Sql): Promise<void> {
  await admin.unsafe("drop schema if exists bench_door cascade");
}
