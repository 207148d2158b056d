import { closePool } from "#db/client";
import { clinicAct } from "./clinic-acts.ts";
import { command } from "./complaint.ts";
import { enterAsOperator } from "./operator-environment.ts";

await command(async (args) => {
  const act = clinicAct(args);
  const release = await enterAsOperator();
  try {
    return await act();
  } finally {
    await closePool();
    await release();
  }
});
