/** Something a person can put right: a command prints its one sentence and ends with an error. */
export class Complaint extends Error {
  override name = "Complaint";
}

/** Failures whose message was written for people; any other is a bug and shows its stack. */
const spoken = [
  "BackupDamaged",
  "Complaint",
  "EmbeddedUnavailable",
  "EnvironmentError",
  "ForeignHistory",
  "GateFailed",
  "KeyProviderError",
  "TokenError",
  "UnsupportedServer",
];

/** Runs a command's main function; what it throws becomes one sentence and exit code 1. */
export async function command(
  main: (args: string[]) => Promise<number | undefined>,
): Promise<void> {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (error) {
    const isSpoken = error instanceof Error && spoken.includes(error.name);
    console.error(isSpoken ? error.message : error);
    process.exitCode = 1;
  }
}
