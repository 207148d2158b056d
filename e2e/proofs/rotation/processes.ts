import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const program = join(import.meta.dirname, "child.ts");

/** A process that carries the clinic's rotation until it is finished. */
export function startRotating(tenantId: string): ChildProcess {
  return fork(program, ["rotate", tenantId], { stdio: "inherit" });
}

/** A process that has the key of before, and writes one patient's name under it when the new one has sealed for a while. */
export async function startLateWriter(
  tenantId: string,
  id: string,
  count: number,
): Promise<ChildProcess> {
  const child = fork(program, ["late", tenantId, String(count), id], { stdio: "inherit" });
  await once(child, "message");
  return child;
}

/** Whether a process has ended well, once it has. */
export async function ended(child: ChildProcess): Promise<boolean> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode === 0;
}

interface Message {
  readonly id?: string;
  readonly count?: number;
  readonly failed?: number;
  readonly lost?: number;
}

/** A process that writes names of these patients, with what it was told is written. */
export class Writer {
  readonly written = new Map<string, number>();
  writes = 0;
  failed = 0;
  /** Changes that it was told are written, and found undone when it came to write the next. */
  lost = 0;
  readonly #child: ChildProcess;

  constructor(tenantId: string, round: number, ids: readonly string[]) {
    this.#child = fork(program, ["write", tenantId, String(round), ...ids], { stdio: "inherit" });
    this.#child.on("message", (message: Message) => {
      if (message.id !== undefined && message.count !== undefined) {
        this.written.set(message.id, message.count);
        this.writes += 1;
      }
      this.failed += message.failed ?? 0;
      this.lost += message.lost ?? 0;
    });
  }

  async stop(): Promise<void> {
    this.#child.send("stop");
    await ended(this.#child);
  }
}
