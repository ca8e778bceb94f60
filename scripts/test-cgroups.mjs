/**
 * Tests what tsinit says of cgroups where they are real: of version 1 on this machine, if it has that, and of version 2 in a Linux
 * that is started in an emulator. Brings the emulator and a kernel from Debian's packages. The cases are scripts/cgroup-cases.sh.
 *
 * Run by hand, as root: npm run test:cgroups [-- OPTIONS]
 *   --kernel PATH  a kernel for x86_64, in place of Debian's
 *   --record       writes what the files of version 2 say to test/recorded/cgroup-v2.txt
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { casesOf, judge } from "./cases.mjs";
import { boot, fetchLinux, TOOLS } from "./emulator.mjs";
import { UNSHARE } from "./namespace.mjs";
import { setup } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values } = parseArgs({ options: { kernel: { type: "string" }, record: { type: "boolean" } } });
const MB = 1 << 20;
const CASES = "scripts/cgroup-cases.sh";
/** For all cases, in seconds: emulated they take half a minute, on a busy machine some more. */
const LIMIT = 400;

/** What each case has to say: `report` is that of --status, `top` the directory of all the cgroups. */
const checks = {
  files: ({ said, code }) => assert.deepEqual([/^\d+:(pids)?:\/.*\/c1$/m.test(said), code], [true, 0]),
  status({ report, top, code }) {
    assert.deepEqual([report.pids.max, report.memory.max], [20, 64 * MB]);
    assert.deepEqual([report.pids.cgroup, report.memory.cgroup], [`${top("pids")}/c2`, `${top("memory")}/c2`]);
    assert.deepEqual([ids(report.findings), report.memory.oom_kills, code], [[], 0, 0]);
  },
  near: ({ report, code }) => assert.deepEqual([ids(report.findings), code], [["pids-limit"], 1]),
  bomb({ report, said }) {
    assert(report.pids.limit_hits > 0 && ids(report.notes).includes("pids-limit-hit"));
    assert.match(said, /The pids limit was hit: \d+ forks? ha(s|ve) failed, \d+ of 20 are in use/);
  },
  "no-fork"({ said, code }) {
    assert.match(said, /fork failed: the pids limit is reached: 2 in use, at most 2 allowed/);
    assert.equal(code, 125);
  },
  oom: ({ said, code }) => died(said, code, /OOM killer: yes \(oom_kill 0 -> 1\); pids limit: not hit/),
  worker: ({ said, code }) => died(said, code, /OOM killer: perhaps \(oom_kill 0 -> 1 in the last \d+s\)/),
  orphan({ said, code }) {
    assert.match(said, /The OOM killer has killed 1 process here/);
    died(said, code, /OOM killer: no;/);
  },
  older: ({ said, code }) => died(said, code, /OOM killer: no;/),
  "killed-before"({ report, code }) {
    assert.deepEqual([report.memory.oom_kills, code], [1, 0]);
    assert(ids(report.notes).includes("oom-kills"));
  },
  above({ report, top }) {
    assert.deepEqual([report.pids.max, report.pids.cgroup], [10, `${top("pids")}/c7`]);
    assert.equal(report.memory.max, 32 * MB);
  },
  below({ report, root }) {
    assert.deepEqual([report.pids.max, report.pids.cgroup], [10, root("pids")]);
    assert.deepEqual([report.memory.max, report.memory.current > 0], [32 * MB, true]);
  },
};

const ids = (sentences) => sentences.map(({ id }) => id);
function died(said, code, verdict) {
  assert.match(said, /Main child \d+ \(.*\) was ended by SIGKILL/);
  assert.match(said, verdict);
  assert.equal(code, 137);
}

/** Holds the cases' output, on a machine whose cgroups are of that version, against the checks. How many were right. */
function judgeVersion(version, name, output) {
  const root = (controller) => (version === 1 ? `/sys/fs/cgroup/${controller}` : "/sys/fs/cgroup");
  const top = (controller) => `${root(controller)}/${name}`;
  return judge(`version ${version}`, checks, output, { top, root });
}

function record(said) {
  const lines = said.slice(0, said.indexOf("-> ")).replace(/^@@ /gm, "@@@ ");
  writeFileSync("test/recorded/cgroup-v2.txt", lines);
}

/** Runs the cases here. */
function live(name) {
  const env = { ...process.env, PATH: `${resolve("dist")}:${process.env.PATH}` };
  const argv = ["-s", "KILL", String(LIMIT), ...UNSHARE, "sh", CASES, "1", name];
  return spawnSync("timeout", argv, { env, encoding: "latin1", stdio: ["ignore", "pipe", "inherit"] }).stdout;
}

const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t cgroup2 none /sys/fs/cgroup
echo
sh /cases.sh 2 pod
poweroff -f
`;

/** Runs the cases in a Linux of its own. */
function emulated() {
  const linux = fetchLinux({ suite: "bookworm", architecture: "amd64", name: "linux-image-cloud-amd64" });
  const files = {
    init: INIT,
    "bin/busybox": readFileSync(linux.busybox),
    "bin/tsinit": readFileSync("dist/tsinit"),
    "cases.sh": readFileSync(CASES),
  };
  const emulator = "qemu-system-x86_64 -cpu max -smp 1".split(" ");
  const kernel = values.kernel ?? linux.kernel;
  return boot({ emulator, kernel, append: "console=ttyS0", files, limit: LIMIT });
}

setup({ ...TOOLS, "qemu-system-x86_64": "qemu-system-x86", busybox: "busybox-static" });
const { build } = await import("./build.mjs");
build();

const total = Object.keys(checks).length;
let passed = 0;
let ran = 0;
if (existsSync("/sys/fs/cgroup/pids/cgroup.procs")) {
  const name = `tsinit-cases-${process.pid}`;
  passed += judgeVersion(1, name, live(name));
  ran += total;
} else console.log("version 1 is not to be had here: skipped");
const output = emulated();
if (values.record) record(casesOf(output).get("files") ?? "");
passed += judgeVersion(2, "pod", output);
ran += total;
console.log(`${passed} passed, ${ran - passed} failed`);
process.exit(passed === ran ? 0 : 1);
