/** MariaDB with a client that waits in a query and one that writes: the server itself, and behind its own script mysqld_safe. */
import { losses, type Program, usual } from "../program";
import { acknowledgedRows } from "../rows";

function mariadb(name: string, server: string): Program {
  const mysql = (directory: string) => `mariadb --no-defaults -S ${directory}/data/socket -u root -N`;
  return {
    name,
    needs: { mariadbd: "mariadb-server", mysqld_safe: "mariadb-server" },
    ways(directory) {
      const command = `${server} --no-defaults --user=mysql --datadir=${directory}/data --socket=${directory}/data/socket`;
      const all = `${command} --pid-file=${directory}/data/pid --skip-networking --log-error=${directory}/data/log.err`;
      return usual(all, `${all} & :`);
    },
    async prepare(trial) {
      await trial.must("mkdir data && chown mysql: data");
      await trial.must(
        `mariadb-install-db --no-defaults --user=mysql --datadir=${trial.directory}/data --skip-test-db`,
      );
    },
    ready: (box, trial) => trial.answers(box, `${mysql(trial.directory)} -e 'select 1'`),
    async work(box, trial) {
      const sql = mysql(trial.directory);
      await trial.must(
        `${sql} -e 'create database d; create table d.rows (n int auto_increment primary key) engine=innodb'`,
      );
      await trial.client(box, `${sql} -e 'select sleep(100)'`);
      const insert = "while sleep .02; do echo 'insert into d.rows values (); select last_insert_id();'; done";
      const acknowledged = await acknowledgedRows(box, await trial.client(box, `(${insert}) | ${sql} --unbuffered`));
      return async () => {
        await trial.must("mv data/log.err log.before");
        const again = await trial.start();
        const lost = acknowledged() - Number(await trial.ask(again, `${sql} -e 'select count(*) from d.rows'`));
        const crashed = /crash recovery/i.test(await trial.must("cat data/log.err"));
        return losses(lost > 0 && `${lost} rows`, crashed && "crash recovery");
      };
    },
  };
}

export const programs = [mariadb("mariadb", "mariadbd"), mariadb("mysqld_safe", "mysqld_safe")];
