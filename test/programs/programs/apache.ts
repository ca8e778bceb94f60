/** Apache with a download in flight. It ends it on WINCH, which its image has, and cuts it on TERM. */
import { writeFileSync } from "node:fs";
import { download, makeFile, PORT, served } from "../download";
import { type Program, usual } from "../program";

const MODULES = ["mpm_event", "authz_core", "ratelimit", "env"];

const conf = (directory: string) => `
ServerRoot ${directory}
ServerName localhost
PidFile ${directory}/pid
DefaultRuntimeDir ${directory}
ErrorLog ${directory}/error.log
Listen 127.0.0.1:${PORT}
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join("\n")}
User www-data
Group www-data
DocumentRoot ${directory}/www
<Location />
  SetOutputFilter RATE_LIMIT
  SetEnv rate-limit 200
</Location>
`;

function apache(name: string, stopSignal: string): Program {
  return {
    name,
    needs: { apache2: "apache2", curl: "curl" },
    stopSignal,
    ways(directory) {
      const command = `apache2 -f ${directory}/apache.conf`;
      return usual(`${command} -D FOREGROUND`, `${command} -k start`);
    },
    async prepare(trial) {
      await trial.must(makeFile);
      writeFileSync(`${trial.directory}/apache.conf`, conf(trial.directory));
    },
    ready: (box, trial) => trial.answers(box, served),
    work: download,
  };
}

export const programs = [apache("apache (WINCH)", "WINCH"), apache("apache (TERM)", "TERM")];
