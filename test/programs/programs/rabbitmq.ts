/** RabbitMQ with a client that publishes durable messages, each of which the broker confirms. */
import { writeFileSync } from "node:fs";
import { as, losses, type Program, usual } from "../program";
import { acknowledgedRows } from "../rows";

/** Publishes one after another; with an argument it counts what is there. */
const CLIENT = `
import sys, time, amqp
connection = amqp.Connection("127.0.0.1:5672", confirm_publish=True)
connection.connect()
channel = connection.channel()
_, count, _ = channel.queue_declare("q", durable=True, auto_delete=False)
if sys.argv[1:]: print(count); sys.exit()
n = 0
while True:
    n += 1
    channel.basic_publish_confirm(amqp.Message("x", delivery_mode=2), routing_key="q")
    print(n, flush=True)
    time.sleep(.01)
`;

const settings = (directory: string) =>
  `env RABBITMQ_BASE=${directory}/data RABBITMQ_MNESIA_BASE=${directory}/data RABBITMQ_LOG_BASE=${directory}/data RABBITMQ_LOGS=${directory}/data/log \
RABBITMQ_NODENAME=rabbit@localhost RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_ENABLED_PLUGINS_FILE=/dev/null \
RABBITMQ_PID_FILE=${directory}/data/pid HOME=${directory}/data`;

export const programs: Program[] = [
  {
    name: "rabbitmq",
    needs: { "rabbitmq-server": "rabbitmq-server", celery: "celery" },
    ways(directory) {
      const command = `${as("rabbitmq")} ${settings(directory)} /usr/lib/rabbitmq/bin/rabbitmq-server`;
      return usual(command, `${command} -detached`);
    },
    async prepare(trial) {
      writeFileSync(`${trial.directory}/client.py`, CLIENT);
      await trial.must("mkdir data && chown rabbitmq: data");
    },
    ready: (box, trial) => trial.answers(box, "/usr/bin/python3 client.py count"),
    async work(box, trial) {
      const acknowledged = await acknowledgedRows(box, await trial.client(box, "/usr/bin/python3 client.py"));
      return async () => {
        await trial.must("mv data/log log.before");
        const again = await trial.start();
        const lost = acknowledged() - Number(await trial.ask(again, "/usr/bin/python3 client.py count"));
        const crashed = /rebuilding indices from scratch/.test(await trial.must("cat data/log"));
        return losses(lost > 0 && `${lost} messages`, crashed && "crash recovery");
      };
    },
  },
];
