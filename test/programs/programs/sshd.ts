/** sshd with two sessions, one of them on a terminal, each with a job that cleans up when it is told to end. */
import { writeFileSync } from "node:fs";
import { lostOf, type Program, usual } from "../program";
import { fate, logged, service, writeService } from "../service";

const SESSIONS = ["plain", "terminal"];

const conf = (directory: string) => `
ListenAddress 127.0.0.1
Port 2222
HostKey ${directory}/host
AuthorizedKeysFile ${directory}/key.pub
PermitRootLogin yes
StrictModes no
PidFile ${directory}/pid
UsePAM no
`;

const ssh = (directory: string) =>
  `ssh -F none -i ${directory}/key -p 2222 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@127.0.0.1`;

export const programs: Program[] = [
  {
    name: "sshd",
    needs: { "/usr/sbin/sshd": "openssh-server", ssh: "openssh-client", python3: "python3" },
    ways(directory) {
      const command = `/usr/sbin/sshd -f ${directory}/sshd.conf`;
      return usual(`${command} -D -e`, command);
    },
    setup: () => "mkdir -p -m 755 /run/sshd",
    async prepare(trial) {
      writeFileSync(`${trial.directory}/sshd.conf`, conf(trial.directory));
      await trial.must("for file in host key; do ssh-keygen -q -t ed25519 -N '' -f $file; done");
    },
    ready: (box, trial) => trial.answers(box, `${ssh(trial.directory)} true`),
    async work(box, trial) {
      for (const name of SESSIONS) {
        await writeService(trial, name, 0.5);
        const terminal = name === "terminal" ? "-tt" : "";
        await trial.client(box, `${ssh(trial.directory)} ${terminal} ${service(trial.directory, name)}`);
      }
      await box.until("the jobs", () => SESSIONS.every((name) => logged(trial, name).includes("ready")));
      return () => {
        const fates = SESSIONS.map((name) => fate(trial, name));
        return lostOf(fates.filter((each) => each !== "nothing").length, SESSIONS.length, "jobs");
      };
    },
  },
];
