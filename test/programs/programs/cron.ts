/** cron with a job that runs, and cleans up when it is told to end. */
import { writeFileSync } from "node:fs";
import { type Program, usual } from "../program";
import { fate, service, serviceRuns, writeService } from "../service";

export const programs: Program[] = [
  {
    name: "cron",
    needs: { "/usr/sbin/cron": "cron", python3: "python3" },
    ways: () => usual("/usr/sbin/cron -f", "/usr/sbin/cron"),
    // only our own job, which needs not wait for the next minute
    setup: (
      directory,
    ) => `for place in /etc/cron.d /var/spool/cron/crontabs; do mount --bind ${directory}/cron.d $place; done
      mount --bind /dev/null /etc/crontab`,
    async prepare(trial) {
      await trial.must("mkdir -m 755 cron.d");
      await writeService(trial);
      writeFileSync(`${trial.directory}/cron.d/job`, `@reboot root ${service(trial.directory)}\n`);
    },
    ready: serviceRuns,
    work: async (_, trial) => () => fate(trial),
  },
];
