import "server-only";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { newId } from "#lib/ids";
import { type Mail, type Mailer, MailFailed } from "./mailer.ts";

const kept = 200;
const Stored = z.strictObject({
  id: z.uuid(),
  at: z.iso.datetime(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

/** A mail as it lies in the outbox. */
export type StoredMail = z.output<typeof Stored>;

const namesIn = async (folder: string) =>
  (await readdir(folder)).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name)).sort();

/** Puts each mail into a folder as a file, for demonstrations and tests: nothing leaves the machine. The newest 200 are kept. */
export function outboxMailer(folder: string): Mailer {
  return {
    name: "outbox",
    async send(mail: Mail) {
      const id = newId();
      const stored: StoredMail = { id, at: new Date().toISOString(), ...mail };
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        // Whoever lists the folder meanwhile sees the whole file or none.
        await writeFile(join(folder, `.${id}`), JSON.stringify(stored), { mode: 0o600 });
        await rename(join(folder, `.${id}`), join(folder, `${id}.json`));
        const old = (await namesIn(folder)).slice(0, -kept);
        await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
      } catch {
        throw new MailFailed("EOUTBOX");
      }
    },
  };
}

/** The mails of an outbox, newest first. */
export async function listOutbox(folder: string, most = 50): Promise<StoredMail[]> {
  const names = await namesIn(folder).catch(() => []);
  const texts = await Promise.all(
    names
      .slice(-most)
      .reverse()
      .map((name) => readFile(join(folder, name), "utf8").catch(() => undefined)),
  );
  return texts.filter((text) => text !== undefined).map((text) => Stored.parse(JSON.parse(text)));
}
