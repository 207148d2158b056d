import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { passwordChangedLetter, resetLetter } from "./letters.ts";
import { listOutbox, outboxMailer } from "./outbox.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-outbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "outbox");
}

test("mails lie in the folder for its owner alone, and are listed newest first", async () => {
  const folder = newFolder();
  expect(await listOutbox(folder)).toEqual([]);
  const mailer = outboxMailer(folder);
  await mailer.send({
    to: "ada@example.test",
    ...resetLetter("https://clinic.example/reset/x", 10),
  });
  await mailer.send({ to: "ada@example.test", ...passwordChangedLetter() });
  const mails = await listOutbox(folder);
  expect(mails.map(({ subject }) => subject)).toEqual([
    "Your Chartkeep password was changed",
    "Choose a new Chartkeep password",
  ]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder))
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});

test("the newest two hundred are kept, and nothing else in the folder is touched", async () => {
  const folder = newFolder();
  const mailer = outboxMailer(folder);
  for (let count = 0; count < 203; count += 1)
    await mailer.send({ to: `p${count}@example.test`, ...passwordChangedLetter() });
  writeFileSync(join(folder, "note.txt"), "mine");
  await mailer.send({ to: "last@example.test", ...passwordChangedLetter() });
  expect(readdirSync(folder)).toHaveLength(201);
  expect((await listOutbox(folder, 500)).at(-1)?.to).toBe("p4@example.test");
});

test("a folder that cannot be written to is a failure, and nothing half written is listed", async () => {
  const folder = newFolder();
  await outboxMailer(folder).send({ to: "ada@example.test", ...passwordChangedLetter() });
  const file = join(folder, readdirSync(folder)[0] ?? "");
  const failed = outboxMailer(join(file, "below")).send({
    to: "a@example.test",
    ...passwordChangedLetter(),
  });
  await expect(failed).rejects.toMatchObject({ code: "EOUTBOX" });
  writeFileSync(join(folder, ".half"), "{");
  expect(await listOutbox(folder)).toHaveLength(1);
});
