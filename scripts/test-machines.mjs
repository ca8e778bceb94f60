/**
 * Tests tsinit on whole machines of other architectures, in emulators: there the child shares the init's memory, which qemu-user
 * cannot do (scripts/test-emulated.mjs). tsinit is the machine's own PID 1, and that of PID namespaces. Brings the emulators, and
 * kernels from Debian's packages. The cases are scripts/machine-cases.sh.
 *
 * Run by hand, as root: npm run test:machines [-- [--binaries FOLDER] ARCHITECTURE ...]; without one, all of MACHINES. FOLDER has a
 * tsinit-ARCHITECTURE for each, and is else build/binaries, where scripts/release/binaries.mjs leaves them. All that a machine's
 * console said is then in build/console-ARCHITECTURE.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { judge } from "./cases.mjs";
import { boot, fetchLinux, TOOLS } from "./emulator.mjs";
import { setup } from "./setup.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
/** Debian's kernel for each, and the machine that it is started on. Not every kernel of the newer suite can be had. */
const MACHINES = {
  arm64: machine("arm64", "trixie", "cloud-arm64", "qemu-system-aarch64 -M virt -cpu cortex-a72", "ttyAMA0"),
  armhf: machine("armhf", "trixie", "armmp", "qemu-system-arm -M virt -cpu cortex-a15", "ttyAMA0"),
  // Debian has no kernel of its own for it that this emulator can start
  armel: machine("armhf", "trixie", "armmp", "qemu-system-arm -M virt -cpu cortex-a15", "ttyAMA0"),
  s390x: machine("s390x", "bookworm", "s390x", "qemu-system-s390x -M s390-ccw-virtio -cpu max", "ttysclp0"),
  riscv64: machine("riscv64", "trixie", "riscv64", "qemu-system-riscv64 -M virt", "ttyS0"),
  ppc64el: machine("ppc64el", "bookworm", "powerpc64le", "qemu-system-ppc64 -M pseries -cpu power9", "hvc0"),
};
/** For all cases, in seconds: they take half a minute, on a busy machine some more. */
const LIMIT = 600;

function machine(architecture, suite, kernel, emulator, terminal) {
  const linux = { suite, architecture, name: `linux-image-${kernel}` };
  return { linux, emulator: `${emulator} -smp 2`.split(" "), terminal };
}

/** What each case has to say. */
const checks = {
  kernel: ({ said }) => console.log(`        ${said.split("\n")[0]}`),
  "exit-code": ({ code }) => assert.equal(code, 42),
  "own-signal": ({ code }) => assert.equal(code, 128 + 11),
  // the errno comes from the child
  "not-found": ({ said, code }) => refused(said, code, 127, /no-such-program.*No such file or directory/),
  "not-executable": ({ said, code }) => refused(said, code, 126, /Permission denied/),
  "no-interpreter": ({ said, code }) => refused(said, code, 127, /interpreter/),
  prepared({ said, code }) {
    const [pid, listenPid, group] = /^\d+ \d+ \d+$/m.exec(said)[0].split(" ");
    assert.deepEqual([listenPid, group, code], [pid, pid, 0]);
    const [ignored, ...signals] = said.match(/^Sig.*$/gm);
    assert.deepEqual(signals, ["SigBlk:\t0000000000000000", ignored]);
  },
  terminated: ({ code }) => assert.equal(code, 143),
  orphan({ said, code }) {
    assert.match(said, /Reaped child/);
    assert.deepEqual([/^0$/m.test(said), code], [true, 0]); // zombies
  },
  grace({ said, code }) {
    assert.match(said, /SIGKILL is sent to those who are left/);
    assert.doesNotMatch(said, /still there/);
    assert.equal(code, 5);
  },
  "stop-timeout": ({ code }) => assert.equal(code, 137),
  status: ({ report, code }) => assert.deepEqual([report.findings, code], [[], 0]),
  memory({ said }) {
    const sizes = said.match(/^(VmHWM|Rss):\s+\d+ kB$/gm).map((line) => line.replace(/:\s+/, " "));
    console.log(`        ${sizes.join(", ")}`);
    assert.match(said, /^0$/m);
  },
  // CLONE_VM and nothing else: the kernel leaves the signal out
  clone: ({ said, code }) => assert.deepEqual([/comm=tsinit clone_flags=100 /.test(said), code], [true, 0]),
  starts: ({ said }) => assert.equal(said.trim(), "400 -> 1"),
  failures({ said }) {
    assert.match(said, /^ *100 -> 127$/m);
    assert.equal(said.trim().split("\n").length, 2);
  },
  machine: ({ said }) => assert.match(said, /Attempted to kill init! exitcode=0x00002a00/),
};

function refused(said, code, expected, sentence) {
  assert.match(said, sentence);
  assert.equal(code, expected);
}

function test(name) {
  const { linux, emulator, terminal } = MACHINES[name];
  const { kernel, busybox } = fetchLinux(linux);
  const files = {
    "bin/busybox": readFileSync(busybox),
    "bin/tsinit": readFileSync(`${values.binaries}/tsinit-${name}`),
    "cases.sh": readFileSync("scripts/machine-cases.sh"),
  };
  // the kernel takes no second "--"
  const append = `console=${terminal} rdinit=/bin/tsinit -- --grace 0 /cases.sh`;
  const output = boot({ emulator, kernel, append, files, limit: LIMIT });
  writeFileSync(`build/console-${name}`, output);
  return judge(name, checks, output);
}

const { values, positionals } = parseArgs({
  options: { binaries: { type: "string", default: "build/binaries" } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(MACHINES);
const unknown = names.filter((name) => !(name in MACHINES));
if (unknown.length > 0) throw new Error(`There is no machine ${unknown.join(" or ")}.`);
setup({
  ...TOOLS,
  "qemu-system-aarch64": "qemu-system-arm",
  "qemu-system-riscv64": "qemu-system-misc opensbi",
  "qemu-system-ppc64": "qemu-system-ppc",
});

let passed = 0;
for (const name of names) passed += test(name);
const failed = names.length * Object.keys(checks).length - passed;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
