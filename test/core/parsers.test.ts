/** What the core reads of /proc and of cgroups: the right figures from real layouts, and no harm from anything else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timestamp } from "../../src/core/base/clock";
import { quoted } from "../../src/core/base/json";
import { printable } from "../../src/core/base/printable";
import { SignalSet } from "../../src/core/base/signal-set";
import { digits, quotient } from "../../src/core/base/text";
import { findCgroup } from "../../src/core/proc/cgroup";
import { Counter } from "../../src/core/proc/counters";
import { NONE, readCount, readNumber, UNLIMITED } from "../../src/core/proc/file";
import { memoryLimit, pidsLimit } from "../../src/core/proc/limits";
import { Lines } from "../../src/core/proc/lines";
import { commandOf } from "../../src/core/proc/process-name";
import { ProcessStat } from "../../src/core/proc/process-stat";
import { ProcessStatus } from "../../src/core/proc/process-status";
import { bytes, percent } from "../../src/core/status/amount";
import { kernelWith, recorded } from "../support/recorded";

const byte = fc.nat(255).map((code) => String.fromCharCode(code));
const anyBytes = fc.string({ unit: byte, maxLength: 300 });
/** A file as the kernel writes it, damaged: cut off, with other bytes in it, or endlessly repeated. */
const damaged = (content: string) =>
  fc.oneof(
    anyBytes,
    fc.nat(content.length).map((end) => content.slice(0, end)),
    fc.tuple(fc.nat(content.length), anyBytes).map(([at, noise]) => content.slice(0, at) + noise + content.slice(at)),
    fc.tuple(fc.nat(content.length), byte).map(([at, other]) => content.slice(0, at) + other + content.slice(at + 1)),
    fc.integer({ min: 2, max: 400 }).map((times) => content.repeat(times)),
  );

const STATUS = `Name:\tnode
State:\tS (sleeping)
Groups:\t${"1000 ".repeat(900)}
SigPnd:\t0000000000000000
SigBlk:\t0000000000014000
SigIgn:\t0000000000001000
SigCgt:\t8000000100000002
`;
const MOUNTINFO = `22 29 0:21 / /proc rw,nosuid - proc proc rw
31 23 0:28 / /sys/fs/cgroup rw shared:9 - tmpfs tmpfs rw,mode=755
35 31 0:32 /kubepods/pod1 /sys/fs/cgroup/my\\040memory rw master:1 - cgroup cgroup rw,memory
36 31 0:33 /docker/abc /cg/pids rw,relatime - cgroup cgroup rw,pids,misc
41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
`;

describe("cgroups, as container runtimes show them", () => {
  test("version 2, with a cgroup namespace (Docker, Podman, containerd)", () => {
    const kernel = kernelWith({
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/cgroup.procs": "1\n",
      "/sys/fs/cgroup/pids.max": "100\n",
      "/sys/fs/cgroup/pids.current": "7\n",
      "/sys/fs/cgroup/pids.peak": "12\n",
      "/sys/fs/cgroup/pids.events": "max 3\n",
      "/sys/fs/cgroup/memory.max": "max\n",
      "/sys/fs/cgroup/memory.current": "5000000000\n",
      "/sys/fs/cgroup/memory.events": "low 0\nhigh 0\nmax 12\noom 2\noom_kill 1\noom_group_kill 0\n",
    });
    const pids = findCgroup(kernel, "pids");
    const memory = findCgroup(kernel, "memory");
    if (!pids || !memory) throw new Error("not found");
    expect(pidsLimit(kernel, pids)).toMatchObject({
      directory: "/sys/fs/cgroup",
      max: 100,
      current: 7,
      peak: 12,
      hits: 3,
    });
    expect(memoryLimit(kernel, memory)).toMatchObject({ max: UNLIMITED, current: 5e9, peak: NONE, hits: 1 });
  });

  test("version 2, as recorded from Linux 6.1 (test/recorded/cgroup-v2.txt)", () => {
    const files = recorded("cgroup-v2");
    const kernel = kernelWith({ ...files, "/sys/fs/cgroup/pod/c1/cgroup.procs": "1\n" });
    const pids = findCgroup(kernel, "pids");
    const memory = findCgroup(kernel, "memory");
    if (!pids || !memory) throw new Error("not found");
    const directory = "/sys/fs/cgroup/pod/c1";
    const current = Number(files[`${directory}/memory.current`]);
    expect(pidsLimit(kernel, pids)).toMatchObject({ directory, max: 6, current: 4, peak: 6, hits: 6 });
    expect(memoryLimit(kernel, memory)).toMatchObject({ directory, max: 32 << 20, current, hits: 0 });
  });

  test("version 2, with the host's path, and a limit further up that is nearer", () => {
    const kernel = kernelWith({
      "/proc/self/cgroup": "0::/kubepods.slice/pod1/c1\n",
      "/sys/fs/cgroup/kubepods.slice/pod1/c1/cgroup.procs": "1\n",
      "/sys/fs/cgroup/kubepods.slice/pod1/c1/pids.max": "1000\n",
      "/sys/fs/cgroup/kubepods.slice/pod1/c1/pids.current": "10\n",
      "/sys/fs/cgroup/kubepods.slice/pod1/c1/pids.events": "max 5\n",
      "/sys/fs/cgroup/kubepods.slice/pod1/pids.max": "50\n",
      "/sys/fs/cgroup/kubepods.slice/pod1/pids.current": "49\n",
      "/sys/fs/cgroup/kubepods.slice/pod1/pids.events": "max 2\n",
    });
    const pids = findCgroup(kernel, "pids");
    if (!pids) throw new Error("not found");
    const limit = pidsLimit(kernel, pids);
    expect(limit).toMatchObject({ directory: "/sys/fs/cgroup/kubepods.slice/pod1", max: 50, current: 49, hits: 5 });
    expect([limit.isAt(98), limit.isAt(99)]).toEqual([true, false]);
  });

  test("version 1, where the mount shows the container's own cgroup and the path is the host's", () => {
    const kernel = kernelWith({
      "/proc/self/cgroup": "12:pids:/docker/abc\n9:cpu,memory:/docker/abc\n0::/docker/abc\n",
      "/sys/fs/cgroup/pids/cgroup.procs": "1\n",
      "/sys/fs/cgroup/pids/pids.max": "max\n",
      "/sys/fs/cgroup/memory/cgroup.procs": "1\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": "4096\n",
      "/sys/fs/cgroup/memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n",
    });
    expect(findCgroup(kernel, "pids")).toMatchObject({ version: 1, top: "/sys/fs/cgroup/pids", path: "" });
    const memory = findCgroup(kernel, "memory");
    if (!memory) throw new Error("not found");
    expect(memoryLimit(kernel, memory)).toMatchObject({ max: UNLIMITED, current: 4096, hits: 4 });
  });

  test("mounted elsewhere, with blanks in the name", () => {
    const kernel = kernelWith({
      "/proc/self/cgroup": "4:pids:/docker/abc/sub\n3:memory:/other\n0::/\n",
      "/proc/self/mountinfo": MOUNTINFO,
      "/cg/pids/sub/cgroup.procs": "1\n",
      "/sys/fs/cgroup/my memory/cgroup.procs": "1\n",
    });
    expect(findCgroup(kernel, "pids")).toMatchObject({ top: "/cg/pids", path: "/sub" });
    expect(findCgroup(kernel, "memory")).toMatchObject({ top: "/sys/fs/cgroup/my memory", path: "" });
  });

  test("in a table of mounts longer than what is read at a time", () => {
    const long = "22 29 0:21 / /mnt/some/volume rw,nosuid - ext4 /dev/disk rw\n".repeat(500);
    const kernel = kernelWith({
      "/proc/self/cgroup": "4:pids:/docker/abc\n",
      "/proc/self/mountinfo": long + MOUNTINFO,
      "/cg/pids/cgroup.procs": "1\n",
    });
    expect(findCgroup(kernel, "pids")).toMatchObject({ top: "/cg/pids" });
  });

  test("none at all", () => expect(findCgroup(kernelWith({}), "pids")).toBeNull());
});

describe("damaged files do no harm", () => {
  const runs = { numRuns: 2000 };

  test("of cgroups and mounts", () => {
    const cgroup = "4:pids:/docker/abc\n3:cpu,memory:/docker/abc\n0::/x\n";
    fc.assert(
      fc.property(
        damaged(cgroup),
        damaged(MOUNTINFO),
        damaged("max 3\n"),
        damaged("64\n"),
        (own, mounts, events, max) => {
          const kernel = kernelWith({ "/proc/self/cgroup": own, "/proc/self/mountinfo": mounts });
          for (const directory of ["/sys/fs/cgroup/pids", "/sys/fs/cgroup", "/cg/pids"]) {
            kernel.files.set(`${directory}/pids.max`, max).set(`${directory}/pids.current`, max);
            kernel.files.set(`${directory}/cgroup.procs`, "1\n");
            kernel.files.set(`${directory}/pids.events`, events).set(`${directory}/memory.events`, events);
          }
          for (const controller of ["pids", "memory"]) {
            const found = findCgroup(kernel, controller);
            if (found === null) continue;
            const limit = controller === "pids" ? pidsLimit(kernel, found) : memoryLimit(kernel, found);
            for (const figure of [limit.max, limit.current, limit.peak, limit.hits])
              expect(figure).toBeGreaterThanOrEqual(-2);
            const counter = new Counter(kernel, controller);
            counter.begin();
            counter.look();
            expect(counter.now).toBeLessThan(1e18);
          }
        },
      ),
      runs,
    );
  });

  test("of numbers and counts", () => {
    fc.assert(
      fc.property(damaged("oom 1\noom_kill 12\n"), damaged("123456\n"), (counts, number) => {
        const kernel = kernelWith({ counts, number });
        for (const value of [readCount(kernel, "counts", "oom_kill"), readNumber(kernel, "number")]) {
          expect(value === NONE || value === UNLIMITED || (value >= 0 && Number.isInteger(value))).toBe(true);
        }
      }),
      runs,
    );
  });

  test("of /proc/PID/status", () => {
    fc.assert(
      fc.property(damaged(STATUS), (content) => {
        const status = new ProcessStatus();
        status.read(kernelWith({ "/proc/7/status": content }), 7);
        expect(status.caught.names().length).toBeLessThanOrEqual(64);
      }),
      runs,
    );
  });

  test("of /proc/PID/cmdline", () => {
    fc.assert(
      fc.property(damaged("node\0server.js\0--port\x0080\0"), (content) => {
        const command = commandOf(kernelWith({ "/proc/7/cmdline": content }), 7);
        expect(command.length).toBeLessThanOrEqual(200);
        for (const char of printable(command)) expect(char >= " " && char !== "\x7f").toBe(true);
      }),
      runs,
    );
  });
});

test("/proc/PID/status: the three sets, behind a list of groups that is longer than a piece", () => {
  const status = new ProcessStatus();
  expect(status.read(kernelWith({ "/proc/1/status": STATUS }), 1)).toBe(true);
  expect(status.blocked.names()).toEqual(["SIGTERM", "SIGCHLD"]);
  expect(status.ignored.names()).toEqual(["SIGPIPE"]);
  expect(status.caught.names()).toEqual(["SIGINT", "signal 33", "SIGRTMIN+30"]);
  expect([status.handles(15), status.handles(2), status.handles(13)]).toEqual([true, true, false]);
});

test("/proc/PID/stat: name, state and threads, whatever the name is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: byte, maxLength: 15 }),
      fc.constantFrom("R", "S", "Z"),
      fc.nat(9999),
      (name, state, threads) => {
        const kernel = kernelWith({});
        const pid = kernel.fork(1, { name });
        const stat = new ProcessStat();
        const original = kernel.readStat.bind(kernel);
        kernel.readStat = (asked) => {
          original(asked);
          Object.assign(kernel, {
            content: `${pid} (${name}) ${state} 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 ${threads} 0 4711 9\n`,
          });
          return kernel.text(0, 0).length + (kernel as unknown as { content: string }).content.length;
        };
        expect(stat.read(kernel, pid)).toBe(true);
        expect([stat.name(kernel), String.fromCharCode(stat.state), stat.threads]).toEqual([name, state, threads]);
        expect(stat.isZombie()).toBe(state === "Z" && threads <= 1);
      },
    ),
  );
});

test("lines: all of them, in pieces or not", () => {
  const line = fc.string({ unit: byte.filter((char) => char !== "\n"), maxLength: 2000 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), fc.boolean(), (list, ends) => {
      const content = list.join("\n") + (ends ? "\n" : "");
      const kernel = kernelWith({ file: content });
      const lines = new Lines(kernel, "file");
      const read: string[] = [];
      while (lines.next()) read.push(kernel.text(lines.start, lines.end));
      const expected = content.split("\n");
      if (expected.at(-1) === "") expected.pop();
      expect(read).toEqual(expected);
    }),
  );
});

test("a set of signals is what its digits say", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (mask) => {
      const set = new SignalSet();
      expect(set.read(mask.toString(16).padStart(16, "0"))).toBe(true);
      for (let signo = 1; signo <= 64; signo++) expect(set.has(signo)).toBe(((mask >> BigInt(signo - 1)) & 1n) === 1n);
    }),
  );
});

describe("what is written", () => {
  test("JSON texts are what they were, as far as they are UTF-8", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyBytes,
          fc.string({ unit: "grapheme" }).map((text) => Buffer.from(text).toString("latin1")),
        ),
        (text) => {
          const bytes = Buffer.from(quoted(text), "latin1");
          const decoded = JSON.parse(new TextDecoder("utf8", { fatal: true }).decode(bytes));
          const valid = Buffer.from(text, "latin1").toString("utf8");
          // how many U+FFFD a broken sequence becomes is nobody's rule
          const squeezed = (of: string) => of.replaceAll(/\ufffd+/g, "\ufffd");
          expect(squeezed(decoded)).toBe(squeezed(valid));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("times are RFC 3339", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        expect(timestamp(ms)).toBe(new Date(ms).toISOString());
      }),
    );
    for (const ms of [0, 86_399_999, 86_400_000, 951_782_400_000, 1_709_164_800_000])
      expect(timestamp(ms)).toBe(new Date(ms).toISOString());
  });

  test("numbers", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 15 }), (value) => digits(value) === String(value)));
    const positive = fc.integer({ min: 1, max: 2 ** 30 });
    fc.assert(fc.property(fc.nat(2 ** 31 - 1), positive, (a, b) => quotient(a, b) === Math.floor(a / b)));
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.integer({ min: 100, max: 999 }),
        (a, b) => percent(a, b) === Math.floor((a * 100) / b),
      ),
    );
    expect([bytes(0), bytes(1023), bytes(1536), bytes(64 * 2 ** 20), bytes(UNLIMITED)]).toEqual([
      "0 B",
      "1023 B",
      "1.5 KiB",
      "64.0 MiB",
      "unlimited",
    ]);
  });
});
