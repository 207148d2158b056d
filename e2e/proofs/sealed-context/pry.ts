import { contextKey } from "#db/context";
import type { Ground } from "./hops.ts";
import { type Intruder, nextExpiry, seal } from "./intruder.ts";
import { refused, roundabout, visible } from "./pries.ts";

/** Looks for the key, the MAC and the session's memory, and for ways around a plain query. */
export async function pry(intruder: Intruder, { own, foreign, tables }: Ground, secret: string) {
  const findings: string[] = [];
  const answers = await intruder.attemptAll(refused.map((statement) => [statement]));
  answers.forEach(({ state }, place) => {
    if (!["42501", "55000", "42704", "0A000"].includes(state))
      findings.push(`${refused[place]} as ${own.role}: ${state}`);
  });

  const { innerPad, outerPad } = contextKey(secret);
  const present = seal(secret, own, intruder.pid, nextExpiry());
  await intruder.say("reset role");
  await intruder.present(own, present);
  const hidden = [
    secret,
    ...[innerPad, outerPad, present.mac].flatMap((bytes) => [
      bytes.toString("hex"),
      bytes.toString("base64"),
    ]),
  ];
  for (const statement of visible) {
    const { rows } = await intruder.attempt([statement]);
    const text = JSON.stringify(rows);
    if (hidden.some((value) => text.includes(value)))
      findings.push(`${statement} as ${own.role} shows a secret`);
  }

  let read = 0;
  for (const { name } of tables) {
    for (const statement of roundabout(name)) {
      read += 1;
      const tenant = `select set_config('app.current_tenant', '${foreign.tenantId}', true)`;
      const { rows } = await intruder.attempt([tenant, statement]);
      if (/<row/.test(String(rows[0]?.text ?? "")))
        findings.push(`${statement} as ${own.role} gives rows`);
    }
  }
  return { findings, tried: refused.length + visible.length + read };
}
