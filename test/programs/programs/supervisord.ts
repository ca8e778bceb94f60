/** supervisord with a service, and with an nginx that gets QUIT from it while a download is in flight. */
import { writeFileSync } from "node:fs";
import { download, makeFile, served } from "../download";
import { nginxConf } from "../nginx-conf";
import { type Program, usual } from "../program";
import { fate, service, serviceRuns, writeService } from "../service";

const conf = (directory: string, program: string) => `[supervisord]
user=root
logfile=${directory}/supervisord.log
pidfile=${directory}/supervisord.pid
[program:service]
${program}
`;

function ways(directory: string): Record<string, string[]> {
  const command = `supervisord -c ${directory}/supervisord.conf`;
  return usual(`${command} --nodaemon`, command);
}

export const programs: Program[] = [
  {
    name: "supervisord, nginx (QUIT)",
    needs: { supervisord: "supervisor", nginx: "nginx-light", curl: "curl" },
    ways,
    async prepare(trial) {
      const { directory } = trial;
      await trial.must(makeFile);
      writeFileSync(`${directory}/nginx.conf`, nginxConf(directory));
      const nginx = `command=nginx -e stderr -c ${directory}/nginx.conf -g 'daemon off;'\nstopsignal=QUIT`;
      writeFileSync(`${directory}/supervisord.conf`, conf(directory, nginx));
    },
    ready: (box, trial) => trial.answers(box, served),
    work: download,
  },
  {
    name: "supervisord, a service",
    needs: { supervisord: "supervisor", python3: "python3" },
    ways,
    async prepare(trial) {
      writeFileSync(
        `${trial.directory}/supervisord.conf`,
        conf(trial.directory, `command=${service(trial.directory)}`),
      );
      await writeService(trial);
    },
    ready: serviceRuns,
    work: async (_, trial) => () => fate(trial),
  },
];
