import { command } from "./complaint.ts";
import { loginUrl } from "./database.ts";
import { makeClinics } from "./demonstration.ts";
import { openInstallation } from "./installation.ts";
import { startJobs } from "./jobs-process.ts";
import { chosenAddress } from "./port.ts";
import { startServer } from "./server.ts";
import { untilStopped } from "./until-stopped.ts";

await command(async () => {
  const stopped = untilStopped();
  const { host, port, origin } = await chosenAddress();
  const installation = await openInstallation(origin, "development");
  try {
    await makeClinics(installation);
    const { environment } = installation;
    const server = await startServer({ host, port, environment, mode: "dev" });
    const jobs = startJobs(
      environment,
      loginUrl(installation.adminUrl, "operator", installation.secrets),
    );
    const code = await Promise.race([server.ended, stopped.then(() => 0)]);
    await Promise.all([server.stop(), jobs.stop()]);
    return code;
  } finally {
    await installation.release();
  }
});
