/** nginx with a download in flight. It ends it on QUIT, which its image has, and cuts it on TERM. */
import { writeFileSync } from "node:fs";
import { download, makeFile, served } from "../download";
import { nginxConf } from "../nginx-conf";
import { type Program, usual } from "../program";

function nginx(name: string, stopSignal: string): Program {
  return {
    name,
    needs: { nginx: "nginx-light", curl: "curl" },
    light: stopSignal === "QUIT",
    stopSignal,
    ways(directory) {
      const command = `nginx -e stderr -c ${directory}/nginx.conf`;
      return usual(`${command} -g 'daemon off;'`, command);
    },
    async prepare(trial) {
      await trial.must(makeFile);
      writeFileSync(`${trial.directory}/nginx.conf`, nginxConf(trial.directory));
    },
    ready: (box, trial) => trial.answers(box, served),
    work: download,
  };
}

export const programs = [nginx("nginx (QUIT)", "QUIT"), nginx("nginx (TERM)", "TERM")];
