import { build } from "./build-state.ts";
import { command } from "./complaint.ts";

await command(async () => (await build(true)).code);
