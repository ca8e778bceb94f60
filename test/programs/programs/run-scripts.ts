/** s6 and runit, which find their services in a directory, with a service and one whose script leaves a process. */
import { type Program, usual } from "../program";
import { fate, service, serviceRuns, writeService } from "../service";

function scanner(name: string, packageName: string, command: string): Program {
  return {
    name,
    needs: { [command.split(" ")[0]]: packageName, python3: "python3" },
    light: true,
    ways: (directory) => usual(`${command} ${directory}/services`, `${command} ${directory}/services & :`),
    async prepare(trial) {
      await writeService(trial);
      await trial.must("mkdir -p services/service services/shell");
      await trial.must(`printf '#!/bin/sh\\nexec %s\\n' '${service(trial.directory)}' > services/service/run`);
      await trial.must("printf '#!/bin/sh\\nsleep 1000\\n' > services/shell/run");
      await trial.must("chmod 755 services/*/run");
    },
    ready: serviceRuns,
    work: async (_, trial) => () => fate(trial),
  };
}

export const programs = [scanner("s6-svscan", "s6", "s6-svscan"), scanner("runsvdir", "runit", "runsvdir -P")];
