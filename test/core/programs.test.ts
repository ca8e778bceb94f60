/** What a process is, by its name and its command line: --status and the stop ask the same. */
import { describe, expect, test } from "vitest";
import { INIT, kindOf, NODE, RUNIT, SHELL, SYSTEM_INIT, SYSTEMD, UNKNOWN } from "../../src/core/contracts/programs";
import { isShell } from "../../src/core/run/shell";
import { SimulatedKernel } from "../support/simulated-kernel";

describe("what a process is", () => {
  test.each([
    ["a shell", "sh", "sh -c sleep", SHELL],
    ["a login shell", "bash", "-bash", SHELL],
    ["a script", "entrypoint.sh", "/bin/sh /entrypoint.sh serve", SHELL],
    [
      "a script whose interpreter has an option",
      "docker-entrypoi",
      "/bin/bash -e /usr/local/bin/docker-entrypoint.sh",
      SHELL,
    ],
    ["a script of an init's name", "init", "/bin/sh /init", SHELL],
    ["a script for busybox", "run", "/bin/busybox sh /run", SHELL],
    ["busybox as a shell", "busybox", "busybox ash", SHELL],
    ["busybox as an init", "busybox", "/bin/busybox init", SYSTEM_INIT],
    ["an init of the system", "init", "/sbin/init", SYSTEM_INIT],
    ["systemd as init", "systemd", "/sbin/init splash", SYSTEMD],
    ["runit", "runit", "runit", RUNIT],
    ["a script in Node", "server.js", "/usr/bin/node /app/server.js", NODE],
    ["Node with a named thread", "MainThread", "node server.js", NODE],
    ["npm", "npm run start", "npm run start", NODE],
    ["a release of tini", "tini-amd64", "/tini-amd64 -- sh", INIT],
    ["a program with a shell's name in an argument", "app", "/app sh", UNKNOWN],
    ["a script in Python", "app.py", "/usr/bin/python3 /app.py", UNKNOWN],
    ["a process without a command line", "kworker/0:1", "[kworker/0:1]", UNKNOWN],
  ])("%s: %s, %s", (_, name, command, kind) => {
    expect(kindOf(name, command)).toBe(kind);
  });
});

test.each([
  ["sh", "/bin/sh\0-c\0x", true],
  ["entrypoint.sh", "/bin/sh\0/entrypoint.sh\0", true],
  ["app", "/app\0sh\0", false],
])("in a stop, from /proc: %s", (name, cmdline, is) => {
  const kernel = new SimulatedKernel({ argv: ["tsinit"] });
  const pid = kernel.fork(1, { name });
  kernel.files.set(`/proc/${pid}/cmdline`, cmdline);
  expect(isShell(kernel, pid)).toBe(is);
});
