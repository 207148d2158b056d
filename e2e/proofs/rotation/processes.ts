import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const program = join(import.meta.dirname, "child.ts");

/** A process that carries the clinic's rotation until it is finished. */
export function startRotating(tenantId: string): ChildProcess {
  return fork(program, ["rotate", tenantId], { stdio: "inherit" });
}

/** Whether a process has ended well, once it has. */
export async function ended(child: ChildProcess): Promise<boolean> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode === 0;
}

/** A process that writes names of these patients, with what it was told is written. */
export class Writer {
  readonly written = new Map<string, number>();
  writes = 0;
  failed = 0;
  readonly #child: ChildProcess;

  constructor(tenantId: string, round: number, ids: readonly string[]) {
    this.#child = fork(program, ["write", tenantId, String(round), ...ids], { stdio: "inherit" });
    this.#child.on("message", (message: { id?: string; count?: number; failed?: number }) => {
      if (message.id !== undefined && message.count !== undefined) {
        this.written.set(message.id, message.count);
        this.writes += 1;
      }
      this.failed += message.failed ?? 0;
    });
  }

  async stop(): Promise<void> {
    this.#child.send("stop");
    await ended(this.#child);
  }
}
