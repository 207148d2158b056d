import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { closePool } from "#db/client";
import { findClinic } from "#lib/clinics/make";
import { consoleBeat } from "#lib/console/endings";
import { ConsoleMinutes, ConsoleReason } from "#lib/console/input";
import { converse } from "#lib/console/repl";
import { openConsole, stillOpen } from "#lib/console/session";
import { env } from "#lib/env";
import { Complaint, command } from "./complaint.ts";
import { enterAsOperator } from "./operator-environment.ts";

const usage = 'Usage: npm run console -- --clinic <slug> --reason "<why>" [--minutes 30]';

await command(async (args) => {
  const { slug, reason, minutes } = parseOptions(args);
  const release = await enterAsOperator();
  try {
    const clinic = await findClinic(slug);
    if (!clinic) throw new Complaint(`There is no clinic with the slug "${slug}".`);
    const { CONTEXT_KEY, DATABASE_URL } = env();
    const { session, mailed, told } = await openConsole({
      tenantId: clinic.id,
      clinic: clinic.name,
      reason,
      minutes,
      operator: userInfo().username,
    });
    console.log(
      `${clinic.name}, read-only, until ${session.until}. Opening it and every statement is in the clinic's audit trail;
${mailed} of ${told} administrators were mailed. \\d lists what can be read, \\q closes.`,
    );
    const reader = createInterface({ input: process.stdin });
    let isInterrupted = false;
    const interrupt = () => {
      isInterrupted = true;
      reader.close();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
    // Whoever types nothing is not kept waiting at a door that has closed.
    const beat = setInterval(() => {
      void stillOpen(session).then(
        (isOpen) => isOpen || interrupt(),
        // A database that is away for a moment is no reason to leave; the next statement says more.
        () => undefined,
      );
    }, consoleBeat);
    const over = setTimeout(interrupt, minutes * 60_000 + 1_000);
    const by = await converse(
      session,
      {
        lines: reader,
        login: { url: DATABASE_URL, contextKey: CONTEXT_KEY },
        write: (text) => void process.stdout.write(text),
      },
      () => isInterrupted,
    ).finally(() => {
      clearTimeout(over);
      clearInterval(beat);
    });
    console.log(
      by === "time" ? "\nThe time is over: the console is closed." : "\nThe console is closed.",
    );
    reader.close();
    return 0;
  } finally {
    await closePool();
    await release();
  }
});

function parseOptions(args: string[]) {
  try {
    const options = {
      clinic: { type: "string" },
      reason: { type: "string" },
      minutes: { type: "string" },
    } as const;
    const { values } = parseArgs({ args, options });
    if (values.clinic) {
      const reason = ConsoleReason.safeParse(values.reason ?? "");
      if (!reason.success) throw new Complaint(`--reason ${reason.error.issues[0]?.message}.`);
      const minutes = ConsoleMinutes.safeParse(values.minutes);
      if (!minutes.success) throw new Complaint(`--minutes ${minutes.error.issues[0]?.message}.`);
      return { slug: values.clinic, reason: reason.data, minutes: minutes.data };
    }
  } catch (error) {
    if (error instanceof Complaint) throw error;
  }
  throw new Complaint(usage);
}
