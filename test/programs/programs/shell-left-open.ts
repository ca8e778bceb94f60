/**
 * A program that needs six of the ten seconds, with an interactive bash that somebody has left open on a terminal, as `docker exec
 * -it` does. Such a shell ignores TERM. When the time is over the program's exit code is lost.
 */
import { fixture } from "../../support/fixtures";
import { losses, type Program, usual } from "../program";
import { fate, service, serviceRuns, writeService } from "../service";

export const programs: Program[] = [
  {
    name: "bash left open",
    needs: { python3: "python3", bash: "bash", setsid: "util-linux" },
    ways: (directory) => ({ direct: usual(service(directory)).direct }),
    prepare: (trial) => writeService(trial, "service", 6),
    ready: serviceRuns,
    async work(box, trial) {
      const shell = await trial.exec(box, ["setsid", "--ctty", "bash", "--norc", "-i"], [fixture("pty")]);
      await shell.shows(/[#$] $/);
      return ({ code }) => {
        const lost = fate(trial);
        return losses(lost !== "nothing" && lost, code !== 0 && `exit code (${code})`);
      };
    },
  },
];
