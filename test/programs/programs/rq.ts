/** rq with a job in flight and one that waits. A job whose process is killed has failed. */
import { existsSync, writeFileSync } from "node:fs";
import { brokerUrl, startBroker } from "../broker";
import { NOTHING, type Program, usual } from "../program";

const JOB = `
import time
def job(n):
    open("begun.%d" % n, "w").close()
    time.sleep(2)
`;

const connect = (directory: string) => `
import jobs, redis, rq
queue = rq.Queue(connection=redis.Redis(unix_socket_path="${brokerUrl(directory)}"))
`;

export const programs: Program[] = [
  {
    name: "rq",
    needs: { rq: "python3-rq", "redis-server": "redis-server" },
    ways: (directory) => usual(`env PYTHONPATH=${directory} rq worker -u unix://${brokerUrl(directory)}`),
    async prepare(trial) {
      writeFileSync(`${trial.directory}/jobs.py`, JOB);
      writeFileSync(
        `${trial.directory}/add.py`,
        `${connect(trial.directory)}for n in (1, 2): queue.enqueue(jobs.job, n, job_id=str(n))`,
      );
      writeFileSync(
        `${trial.directory}/look.py`,
        `${connect(trial.directory)}for n in "12": print(queue.fetch_job(n).get_status())`,
      );
      await startBroker(trial);
    },
    ready: async (box) => void (await box.until("the worker", () => /Listening on/.test(box.stderr + box.stdout))),
    async work(box, trial) {
      await trial.must("/usr/bin/python3 add.py");
      await box.until("a job in flight", () => existsSync(`${trial.directory}/begun.1`));
      return async () => {
        const states = (await trial.must("/usr/bin/python3 look.py")).split("\n");
        const lost = states.filter((state) => state !== "finished" && state !== "queued");
        return lost.length === 0 ? NOTHING : `1 of 2 jobs ${lost[0] === "started" ? "abandoned" : lost[0]}`;
      };
    },
  },
];
