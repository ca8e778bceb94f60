/** Redis as its image has it, which writes all it has when it is stopped, and with the log of what is added ("AOF"). */
import { lostOf, type Program, usual } from "../program";
import { acknowledgedRows } from "../rows";

function redis(name: string, persistence: string): Program {
  const command = (directory: string) =>
    `redis-server --dir ${directory} --unixsocket ${directory}/socket --port 0 ${persistence}`;
  const client = (directory: string) => `redis-cli -s ${directory}/socket`;
  return {
    name,
    needs: { "redis-server": "redis-server" },
    light: true,
    ways: (directory) => usual(command(directory), `${command(directory)} --daemonize yes`),
    ready: (box, trial) => trial.answers(box, `test "$(${client(trial.directory)} ping)" = PONG`),
    async work(box, trial) {
      const redisCli = client(trial.directory);
      const acknowledged = await acknowledgedRows(box, await trial.client(box, `${redisCli} -r 100000 -i 0.01 incr n`));
      return async () => {
        const written = acknowledged();
        const kept = Number(await trial.ask(await trial.start(), `${redisCli} get n`));
        return lostOf(Math.max(0, written - kept), written, "writes").replace(
          /^\d+ of \d+ (?=w)/,
          kept === 0 ? "all " : "$&",
        );
      };
    },
  };
}

export const programs = [
  redis("redis", "--save 3600 1 300 100 60 10000"),
  redis("redis (AOF)", "--save '' --appendonly yes"),
];
