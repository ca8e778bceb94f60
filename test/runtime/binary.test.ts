/** dist/tsinit-runtime itself, before a runtime that says how it was called. What the core decides: wrapper.test.ts. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { dist, fixture } from "../support/fixtures";
import { isRoot } from "../support/namespace";
import { CONFIGS } from "./support/configs";

const RUNTIME = dist("tsinit-runtime");
const CONFIG = CONFIGS["runc-spec"];

/** A bundle, and a runtime that prints its arguments and its environment. */
class Machine {
  readonly directory = temporaryDirectory();
  readonly bundle = `${this.directory}/bundle`;
  readonly config = `${this.bundle}/config.json`;
  readonly real = `${this.directory}/real`;

  constructor(config = CONFIG) {
    chmodSync(this.directory, 0o755);
    mkdirSync(this.bundle);
    writeFileSync(this.config, config, "latin1");
    writeFileSync(this.real, '#!/bin/sh\nprintf "%s\\n" "$@"\nenv >&2\n', { mode: 0o755 });
  }

  get args(): string[] {
    return ["create", "--bundle", this.bundle, "name"];
  }

  get env(): Record<string, string> {
    const conf = `${this.directory}/runtime.conf`;
    return { PATH: "/usr/bin:/bin", TSINIT_RUNTIME_CONF: conf, TSINIT_RUNTIME_REAL: this.real };
  }

  /** `before`: a command that executes it. */
  run({ args = this.args, env = {}, before = [] as string[], binary = RUNTIME, cwd = this.directory } = {}) {
    writeFileSync(this.env.TSINIT_RUNTIME_CONF, "", { flag: "a" });
    const [command, ...rest] = ["timeout", "--signal=KILL", "20", ...before, binary, ...args];
    return spawnSync(command, rest, { cwd, env: { ...this.env, ...env }, encoding: "latin1" });
  }

  content(): string {
    return readFileSync(this.config, "latin1");
  }

  mustBeAsItWas(): void {
    expect(this.content()).toBe(CONFIG);
    expect(readdirSync(this.bundle)).toEqual(["config.json"]);
  }

  mustBeChanged(): void {
    expect(this.content()).toContain('"/.tsinit","--",');
    expect(this.content()).toContain(`"source":"${dist("tsinit")}"`);
    expect(readdirSync(this.bundle)).toEqual(["config.json"]);
  }
}

test("the file is static, and has 64 kB at most", () => {
  expect(statSync(RUNTIME).size).toBeLessThanOrEqual(64 * 1024);
  expect(execFileSync("readelf", ["-lW", RUNTIME], { encoding: "utf8" })).not.toMatch(/INTERP|RWE/);
});

test("for a configuration of 40 kB it takes 300 kB of memory at most", () => {
  const config = JSON.parse(CONFIGS["podman-privileged"]);
  const mount = JSON.stringify(config.mounts[0]);
  while (JSON.stringify(config).length < 40_000) config.mounts.push(JSON.parse(mount));
  const machine = new Machine(JSON.stringify(config));
  const { stdout } = machine.run({ before: [fixture("at-exec")] });
  machine.mustBeChanged();
  expect(Number(stdout)).toBeGreaterThan(40);
  expect(Number(stdout)).toBeLessThanOrEqual(300);
});

test("a configuration of 4 MB, of thousands of mounts, is changed", () => {
  const config = JSON.parse(CONFIG);
  const mount = config.mounts[0];
  config.mounts = Array.from({ length: 80_000 }, (_, i) => ({ ...mount, destination: `/mnt/${i}` }));
  const text = JSON.stringify(config);
  expect(text.length).toBeGreaterThan(4_000_000);
  const machine = new Machine(text);
  expect(machine.run()).toMatchObject({ status: 0, stdout: expect.stringContaining("create") });
  const after = JSON.parse(machine.content());
  expect(after.mounts).toHaveLength(80_001);
});

test("a fault of its own keeps no container from starting: a configuration that is too much for its core", () => {
  const annotations = `"dev.tsinit/group":"true",`.repeat(150_000);
  const config = CONFIG.replace("{", `{"annotations":{${annotations}"a":"b"},`);
  const machine = new Machine(config);
  const { status, stdout, stderr } = machine.run();
  expect(stderr).toContain("tsinit-runtime: internal error: the bundle is left as it is\n");
  expect(stdout).toContain("create\n");
  expect(status).toBe(0);
  expect(machine.content()).toBe(config);
  expect(readdirSync(machine.bundle)).toEqual(["config.json"]);
});

describe("the real runtime", () => {
  test("gets the arguments and the environment as they came, bytes that are not UTF-8 too", () => {
    const machine = new Machine();
    const odd = ["--log", "/dev/null", "--bundle", machine.bundle, "", " a b ", "\\'\"", "--x=\u00e9"];
    const args = ["--root", "/r", "create", ...odd];
    const { stdout, stderr } = machine.run({ args, env: { ODD: "a=b c" } });
    expect(stdout).toBe(Buffer.from(`${args.join("\n")}\n`).toString("latin1"));
    expect(stderr).toContain("ODD=a=b c\n");
    machine.mustBeChanged();
    // execve(2) with a byte that no character has
    const bytes = `exec "$0" state "$(printf '\\377')"`;
    expect(machine.run({ before: ["sh", "-c", bytes], args: [] }).stdout).toBe("state\n\xff\n");
  });

  test("is executed in the place of tsinit-runtime: its exit code, its process", () => {
    const machine = new Machine();
    writeFileSync(machine.real, "#!/bin/sh\necho $$; exit 42\n");
    const script = 'echo $$; exec "$@"';
    const { status, stdout } = machine.run({ before: ["sh", "-c", script, "sh"] });
    expect(stdout).toMatch(/^(\d+)\n\1\n$/);
    expect(status).toBe(42);
  });

  test("is found in PATH, behind a tsinit-runtime of the same name", () => {
    const machine = new Machine();
    const [first, second] = ["first", "second"].map((name) => `${machine.directory}/${name}`);
    for (const directory of [first, second]) mkdirSync(directory);
    copyFileSync(RUNTIME, `${first}/runc`);
    copyFileSync(machine.real, `${second}/runc`);
    const env = { PATH: `${first}:${second}:/usr/bin:/bin`, TSINIT_RUNTIME_REAL: "" };
    expect(machine.run({ binary: `${first}/runc`, args: ["state"], env })).toMatchObject({
      status: 0,
      stdout: "state\n",
    });
  });

  test("that is missing: 127 and a sentence that names the setting", () => {
    const machine = new Machine();
    const { status, stderr } = machine.run({ env: { TSINIT_RUNTIME_REAL: "/no/runc" } });
    expect(stderr).toBe(
      "tsinit-runtime: the real runtime, /no/runc, cannot be executed: No such file or directory: " +
        "set real in /etc/tsinit/runtime.conf, or TSINIT_RUNTIME_REAL\n",
    );
    expect(status).toBe(127);
    machine.mustBeAsItWas();
  });

  test.each(["itself", "a link to itself"])("that is %s is refused", (what) => {
    const machine = new Machine();
    const copy = `${machine.directory}/tsinit-runtime`;
    copyFileSync(RUNTIME, copy);
    const other = `${machine.directory}/other`;
    linkSync(copy, other);
    const env = { TSINIT_RUNTIME_REAL: what === "itself" ? copy : other };
    const { status, stderr } = machine.run({ binary: copy, env });
    expect(stderr).toContain("would call itself: set real in /etc/tsinit/runtime.conf");
    expect(status).toBe(125);
    machine.mustBeAsItWas();
  });

  test("that the kernel does not execute: 126, also in the log", () => {
    const machine = new Machine();
    writeFileSync(machine.real, "no program\n");
    const log = `${machine.directory}/log`;
    const { status, stderr } = machine.run({ args: ["--log", log, "state"] });
    expect(stderr).toBe("tsinit-runtime: the real runtime cannot be executed: Exec format error\n");
    expect(readFileSync(log, "utf8")).toMatch(/^time="\S+Z" level=error msg="tsinit-runtime: .*"\n$/);
    expect(status).toBe(126);
  });
});

describe("a config.json that is not one: the runtime has to say so, one line says what was not done", () => {
  test.each([
    ["none", (machine: Machine) => execFileSync("rm", [machine.config]), "No such file or directory"],
    ["0 bytes", (machine: Machine) => writeFileSync(machine.config, ""), "it is not JSON"],
    [
      "a directory",
      (machine: Machine) => execFileSync("sh", ["-c", `rm ${machine.config} && mkdir ${machine.config}`]),
      "Is a directory",
    ],
    [
      "a pipe, of which nothing is read",
      (machine: Machine) => execFileSync("sh", ["-c", `rm ${machine.config} && mkfifo ${machine.config}`]),
      "Invalid argument",
    ],
    [
      "with a byte order mark",
      (machine: Machine) => writeFileSync(machine.config, `\ufeff${CONFIG}`),
      "it is not JSON",
    ],
    ["cut", (machine: Machine) => writeFileSync(machine.config, CONFIG.slice(0, -3)), "it is not JSON"],
  ])("%s", (_, make, why) => {
    const machine = new Machine();
    make(machine);
    const log = `${machine.directory}/log`;
    const { status, stdout } = machine.run({ args: ["--log", log, "--log-format=json", ...machine.args] });
    const line = JSON.parse(readFileSync(log, "utf8"));
    expect(line).toMatchObject({
      level: "warning",
      msg: expect.stringContaining(`${machine.config} is left as it is: `),
    });
    expect(line.msg).toContain(why);
    expect(Math.abs(Date.parse(line.time) - Date.now())).toBeLessThan(60_000);
    expect(stdout).toContain("create\n");
    expect(status).toBe(0);
  });
});

describe("the file that takes config.json's place", () => {
  test("has its mode and, as root, its owner", () => {
    const machine = new Machine();
    chmodSync(machine.config, 0o640);
    if (isRoot) chownSync(machine.config, 1000, 1001);
    const before = statSync(machine.config);
    expect(machine.run().status).toBe(0);
    const { mode, uid, gid } = statSync(machine.config);
    expect({ mode, uid, gid }).toEqual({ mode: before.mode, uid: before.uid, gid: before.gid });
    machine.mustBeChanged();
  });

  test("is found from the working directory", () => {
    const machine = new Machine();
    expect(machine.run({ args: ["run", "name"], cwd: machine.bundle }).status).toBe(0);
    machine.mustBeChanged();
  });

  test("leaves the old one where it is killed as it writes", () => {
    const machine = new Machine();
    const { signal, status } = machine.run({ before: ["prlimit", "--fsize=100"] });
    expect(signal ?? status).not.toBe(0);
    expect(machine.content()).toBe(CONFIG);
  });

  test("may be there already, from one that was killed", () => {
    const machine = new Machine();
    const script = `echo rest > ${machine.config}.tsinit-$$ && exec "$@"`;
    expect(machine.run({ before: ["sh", "-c", script, "sh"] }).status).toBe(0);
    machine.mustBeChanged();
  });

  test.skipIf(!isRoot)("cannot be written by others: the container starts as it is", () => {
    const machine = new Machine();
    const { status, stderr } = machine.run({ before: ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"] });
    expect(stderr).toContain("is left as it is: it cannot be replaced: Permission denied");
    expect(status).toBe(0);
    machine.mustBeAsItWas();
  });

  test.skipIf(!isRoot)("does not fit on the disk: the container starts as it is", () => {
    const machine = new Machine();
    const script = [
      `mount -t tmpfs -o size=12k tmpfs ${machine.bundle}`,
      `cp ${machine.directory}/config.json ${machine.bundle}`,
      `head -c 8k /dev/zero > ${machine.bundle}/full 2> /dev/null`,
      '"$@"',
      `cmp ${machine.directory}/config.json ${machine.config} && ls ${machine.bundle}`,
    ].join("\n");
    writeFileSync(`${machine.directory}/config.json`, CONFIG);
    const { stdout, stderr } = machine.run({ before: ["unshare", "--mount", "sh", "-c", script, "sh"] });
    expect(stderr).toContain("is left as it is: it cannot be replaced: No space left on device");
    expect(stdout).toContain("create\n");
    expect(stdout).toMatch(/\nconfig.json\nfull\n$/);
  });
});

describe("the init", () => {
  test("that is missing: the container starts without, with a warning", () => {
    const machine = new Machine();
    const { status, stderr } = machine.run({ env: { TSINIT_RUNTIME_INIT: "/no/tsinit" } });
    expect(stderr).toContain("the init, /no/tsinit, cannot be executed: No such file or directory: set init in");
    expect(status).toBe(0);
    machine.mustBeAsItWas();
  });

  test("that not everybody may execute, or is a directory: the same; it can be refused", () => {
    const machine = new Machine();
    const init = `${machine.directory}/init`;
    writeFileSync(init, "", { mode: 0o700 });
    for (const path of [init, machine.directory]) {
      const { status, stderr } = machine.run({ env: { TSINIT_RUNTIME_INIT: path } });
      expect(stderr).toContain(`the init, ${path}, cannot be executed: Permission denied`);
      expect(status).toBe(0);
    }
    writeFileSync(machine.env.TSINIT_RUNTIME_CONF, `missing-init = refuse\ninit = ${init}\n`);
    expect(machine.run()).toMatchObject({
      status: 125,
      stdout: "",
      stderr: expect.stringContaining("Permission denied"),
    });
    machine.mustBeAsItWas();
  });

  test.skipIf(!isRoot)("on a file system that is noexec: the same", () => {
    const machine = new Machine();
    const path = `${machine.directory}/noexec`;
    mkdirSync(path);
    const script = `mount -t tmpfs -o noexec tmpfs ${path} && cp ${dist("tsinit")} ${path} && exec "$@"`;
    const env = { TSINIT_RUNTIME_INIT: `${path}/tsinit` };
    const { status, stderr } = machine.run({ before: ["unshare", "--mount", "sh", "-c", script, "sh"], env });
    expect(stderr).toContain("cannot be executed: Permission denied");
    expect(status).toBe(0);
    machine.mustBeAsItWas();
  });

  test.each([
    ["a directory", "mkdir .tsinit", true],
    ["a link to a directory of the image", "mkdir -p a/b && ln -s /a/b .tsinit", true],
    ["a link to a directory outside", "ln -s ../../../../../../../etc .tsinit", false],
    ["a file", "touch .tsinit", false],
    ["nothing", "true", false],
  ])("in whose place the image has %s", (_, make, isInTheWay) => {
    const machine = new Machine(CONFIG);
    mkdirSync(`${machine.bundle}/rootfs`);
    execFileSync("sh", ["-c", make], { cwd: `${machine.bundle}/rootfs` });
    const { status, stderr } = machine.run();
    expect(status).toBe(0);
    expect(machine.content() === CONFIG).toBe(isInTheWay);
    expect(stderr.includes("the root file system has a directory at /.tsinit")).toBe(isInTheWay);
  });
});
