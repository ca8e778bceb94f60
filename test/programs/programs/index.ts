/** All the programs. */
import type { Program } from "../program";
import * as apache from "./apache";
import * as celery from "./celery";
import * as chromium from "./chromium";
import * as cron from "./cron";
import * as gunicorn from "./gunicorn";
import * as jvm from "./jvm";
import * as mariadb from "./mariadb";
import * as nginx from "./nginx";
import * as pm2 from "./pm2";
import * as postgres from "./postgres";
import * as rabbitmq from "./rabbitmq";
import * as redis from "./redis";
import * as rq from "./rq";
import * as runScripts from "./run-scripts";
import * as shell from "./shell";
import * as shellLeftOpen from "./shell-left-open";
import * as sshd from "./sshd";
import * as supervisord from "./supervisord";

const ofDatabases = [postgres, redis, mariadb, rabbitmq];
const ofServers = [nginx, apache, gunicorn, sshd];
const ofJobs = [celery, rq, cron];
const ofSupervisors = [supervisord, runScripts, pm2];
const others = [jvm, chromium, shell, shellLeftOpen];

export const programs: Program[] = [...ofDatabases, ...ofServers, ...ofJobs, ...ofSupervisors, ...others].flatMap(
  (module) => module.programs,
);
