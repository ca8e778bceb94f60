/** gunicorn with two requests in flight, each of which takes a second and a half. */
import { existsSync, writeFileSync } from "node:fs";
import { lostOf, type Program, usual } from "../program";

const APP = `
import time
def app(environ, start):
    if environ["PATH_INFO"] != "/":
        open("begun" + environ["PATH_INFO"].replace("/", "."), "w").close()
        time.sleep(1.5)
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]
`;

const get = (path: string) => `curl --silent --fail http://127.0.0.1:8000/${path}`;

export const programs: Program[] = [
  {
    name: "gunicorn",
    needs: { gunicorn: "gunicorn", curl: "curl" },
    light: true,
    ways(directory) {
      const command = `gunicorn --chdir ${directory} -w 2 -b 127.0.0.1:8000`;
      return usual(`${command} app:app`, `${command} --daemon --pid ${directory}/pid app:app`);
    },
    async prepare(trial) {
      writeFileSync(`${trial.directory}/app.py`, APP);
    },
    ready: (box, trial) => trial.answers(box, get("")),
    async work(box, trial) {
      const requests = await Promise.all([1, 2].map((n) => trial.client(box, get(String(n)))));
      await box.until("the requests", () => [1, 2].every((n) => existsSync(`${trial.directory}/begun.${n}`)));
      return async () => {
        const answers = await Promise.all(requests.map((request) => request.ended));
        return lostOf(answers.filter(({ stdout }) => stdout !== "ok").length, 2, "requests");
      };
    },
  },
];
