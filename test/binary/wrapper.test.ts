/** The wrapper that keeps the tests from signalling anyone but themselves: to be proved before anything else is run. */
import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { run, start } from "../support/namespace";
import { children, state, terminal } from "../support/processes";

test("kill(-1) inside does not reach a process outside", async () => {
  const sleeper = spawn("sleep", ["1000"], { stdio: "ignore" });
  onTestFinished(() => void sleeper.kill("SIGKILL"));
  const inside = 'sleep 1000 & until [ "$(cat /proc/$!/comm)" = sleep ]; do :; done; kill -TERM -1; wait $!; echo $?';
  expect((await run(["sh", "-c", inside])).stdout).toBe("143\n");
  expect(sleeper.exitCode ?? sleeper.signalCode).toBeNull();
  expect(state(sleeper.pid as number)).toBe("S");
});

test("the command is PID 1, sees its own /proc alone, and has no terminal", async () => {
  const { stdout, stderr, code } = await run([
    "sh",
    "-c",
    "echo $$; ls -d /proc/[0-9]*; readlink /proc/$$/fd/0; exit 3",
  ]);
  expect(stdout).toMatch(/^1\n\/proc\/1\n(\/proc\/\d\n)?\/dev\/null\n$/);
  expect({ stderr, code }).toEqual({ stderr: "", code: 3 });
});

test("killing the namespace ends every process in it", async () => {
  const namespace = start(["sh", "-c", "setsid sleep 1000 & echo started; wait"]);
  const shell = await namespace.pid1();
  await namespace.shows("started");
  const [sleep] = children(shell);
  await namespace.kill();
  expect((await namespace.ended).code).not.toBe(0);
  expect([state(shell), state(sleep)]).toEqual(["", ""]);
});

test.each(["inside", "outside"] as const)("a terminal %s is the controlling one of the command", async (where) => {
  const namespace = start(["sh", "-c", "tty; read line; echo got $line"], { terminal: where });
  await namespace.shows("/dev/pts/");
  const shell = terminal(await namespace.pid1());
  expect(shell.foreground).toBe(shell.processGroup);
  namespace.type("something\n");
  await namespace.shows("got something");
  expect((await namespace.ended).code).toBe(0);
});
