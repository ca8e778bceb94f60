/**
 * PostgreSQL with a client that waits in a query and one that writes. TERM waits for the clients ("smart"), INT, which its image
 * has, sends them away ("fast").
 */
import { as, losses, type Program, usual } from "../program";
import { acknowledgedRows } from "../rows";

const BIN = "/usr/lib/postgresql/15/bin";
const psql = (directory: string) => `psql -h ${directory}/sockets -U postgres -Atq`;

function postgres(name: string, stopSignal: string): Program {
  return {
    name,
    needs: { [`${BIN}/postgres`]: "postgresql-15" },
    stopSignal,
    ways(directory) {
      const options = `-D ${directory}/data -k ${directory}/sockets`;
      const command = `${as("postgres")} ${BIN}/postgres ${options}`;
      const daemon = `${as("postgres")} ${BIN}/pg_ctl -w -s -D ${directory}/data -o '-k ${directory}/sockets' start`;
      return { ...usual(command, daemon), "script (bash)": ["bash", "-c", `${command}; code=$?; exit $code`] };
    },
    async prepare(trial) {
      await trial.must("mkdir data sockets && chmod 700 data && chown postgres: data sockets");
      await trial.must(`${as("postgres")} ${BIN}/initdb --no-sync -A trust -D data`);
    },
    ready: (box, trial) => trial.answers(box, `${psql(trial.directory)} -c 'select 1'`),
    async work(box, trial) {
      const sql = psql(trial.directory);
      await trial.must(`${sql} -c 'create table rows (n serial)'`);
      await trial.client(box, `${sql} -c 'select pg_sleep(100)'`);
      const insert = "insert into rows default values returning n \\watch 0.01";
      const acknowledged = await acknowledgedRows(box, await trial.client(box, `echo '${insert}' | ${sql}`));
      return async () => {
        const again = await trial.start();
        const rows = Number(await trial.ask(again, `${sql} -c 'select count(*) from rows'`));
        const lost = acknowledged() - rows;
        const crashed = /was not properly shut down/.test(again.stdout + again.stderr);
        return losses(lost > 0 && `${lost} rows`, crashed && "crash recovery");
      };
    },
  };
}

export const programs = [postgres("postgres (INT)", "INT"), postgres("postgres (TERM)", "TERM")];
