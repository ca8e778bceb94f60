/** A service of a second and a half, by itself and below what people put before it. */
import { type Program, usual } from "../program";
import { fate, service, serviceRuns, writeService } from "../service";

function below(
  name: string,
  needs: Record<string, string>,
  ways: (service: string, directory: string) => Record<string, string[]>,
): Program {
  return {
    name,
    needs: { python3: "python3", ...needs },
    light: true,
    ways: (directory) => ways(service(directory), directory),
    prepare: writeService,
    ready: serviceRuns,
    work: async (_, trial) => () => fate(trial),
  };
}

export const programs = [
  below("a service", {}, (command) => usual(command, `${command} & :`)),
  below("strace -o", { strace: "strace" }, (command, directory) => usual(`strace -f -o ${directory}/trace ${command}`)),
  below("unshare -f", { unshare: "util-linux" }, (command) => usual(`unshare --fork ${command}`)),
];
