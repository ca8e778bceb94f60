/**
 * Celery with a pool of two and four jobs, two of them in flight. A job is acknowledged when it begins ("early"), Celery's
 * default, or when it has ended ("late"); one that wasn't is delivered again.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { askBroker, brokerUrl, startBroker } from "../broker";
import { lostOf, type Program, usual } from "../program";
import type { Trial } from "../trial";

const JOBS = 4;

const jobs = (directory: string, late: boolean) => `
import time
from celery import Celery
from celery.signals import worker_ready
app = Celery("jobs", broker="redis+socket://${brokerUrl(directory)}")
app.conf.worker_prefetch_multiplier = 1
app.conf.broker_transport_options = {"visibility_timeout": 5}
def say(word, n): open("${directory}/log", "a").write("%s %d\\n" % (word, n))
@worker_ready.connect
def ready(**_): say("ready", 0)
@app.task(acks_late=${late ? "True" : "False"})
def job(n): say("start", n); time.sleep(2); say("finish", n)
`;

/** How often the worker or its jobs have logged this. */
function said(trial: Trial, word: string): number {
  return readFileSync(`${trial.directory}/log`, "utf8").split(word).length - 1;
}

function celery(name: string, late: boolean): Program {
  return {
    name,
    needs: { celery: "celery", "redis-server": "redis-server" },
    ways(directory) {
      const worker = `env C_FORCE_ROOT=1 celery --workdir ${directory} -A jobs worker -c 2 -l INFO --without-gossip --without-mingle`;
      return usual(worker, `${worker} --detach --pidfile=${directory}/pid --logfile=${directory}/worker.log`);
    },
    async prepare(trial) {
      writeFileSync(`${trial.directory}/jobs.py`, jobs(trial.directory, late));
      writeFileSync(`${trial.directory}/log`, "");
      await startBroker(trial);
    },
    ready: async (box, trial) => void (await box.until("the worker", () => said(trial, "ready") > 0)),
    async work(box, trial) {
      await trial.must(`/usr/bin/python3 -c 'import jobs\nfor n in range(${JOBS}): jobs.job.delay(n)'`);
      await box.until("two jobs in flight", () => said(trial, "start") >= 2);
      return async () => {
        const again = Number(await askBroker(trial, "llen celery")) + Number(await askBroker(trial, "hlen unacked"));
        return lostOf(JOBS - said(trial, "finish") - again, JOBS, "jobs");
      };
    },
  };
}

export const programs = [celery("celery, early ack", false), celery("celery, late ack", true)];
