/** pm2 (pm2-runtime, as its image has it) with a service. pm2 stops it with INT. */
import { fileURLToPath } from "node:url";
import { type Program, usual } from "../program";
import { fate, serviceRuns, writeService } from "../service";

/** Where scripts/programs.mjs installs it. */
const BIN = fileURLToPath(new URL("../../build/programs/node_modules/.bin", import.meta.url));

export const programs: Program[] = [
  {
    name: "pm2",
    needs: { python3: "python3", node: "nodejs" },
    npm: "pm2",
    ways(directory) {
      const environment = `env PM2_HOME=${directory}/pm2 PATH=${BIN}:$PATH`;
      const app = `${directory}/service.py --interpreter /usr/bin/python3 --kill-timeout 5000`;
      return usual(`${environment} pm2-runtime ${app}`, `${environment} pm2 start ${app}`);
    },
    prepare: writeService,
    ready: serviceRuns,
    work: async (_, trial) => () => fate(trial),
  },
];
