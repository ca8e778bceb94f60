/**
 * Everything about the sources that needs no test runner: format, lint, types, C warnings, the sanitizers, the lockfile,
 * and that two builds are the same file. Wants a build in dist/.
 *
 * Run by hand: npm run check
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { compile, HOST_SOURCES, hostFlags, RUNTIME_SOURCES, WARNINGS } from "./build/link.mjs";
import { build } from "./build.mjs";
import { buildRuntime } from "./build-runtime.mjs";
import { inNamespace, whyNoNamespace } from "./namespace.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Each throws what is wrong, and returns what there is to remark, if anything. */
const CHECKS = {
  "format and lint (biome)": () => mustPass("node_modules/.bin/biome", "ci", "--colors=off"),
  "types (tsc --strict)": () => mustPass("node_modules/.bin/tsc", "--strict"),
  "C (gcc -fanalyzer)": analyze,
  "C at run time (address and undefined behaviour sanitizers)": sanitize,
  "the C of tsinit-runtime at run time (the same)": sanitizeRuntime,
  "the lockfile names no registry": checkLockfile,
  "two builds are the same file": rebuild,
};

export function check() {
  for (const [name, run] of Object.entries(CHECKS)) {
    try {
      const remark = run();
      console.log(`ok: ${name}${remark ? `: ${remark}` : ""}`);
    } catch (error) {
      console.error(`not ok: ${name}\n${error.message}`);
      process.exit(1);
    }
  }
}

/** -O2: the analyzer sees more once functions are inlined. */
function analyze() {
  const ofRuntime = RUNTIME_SOURCES.filter((source) => !HOST_SOURCES.includes(source));
  for (const source of [...HOST_SOURCES, "native/addon/handlers.c", ...ofRuntime]) {
    const name = ofRuntime.includes(source) ? "tsinit-runtime" : "tsinit";
    const flags = [...WARNINGS, "-Werror", "-fanalyzer", "-std=gnu11", "-O2", ...hostFlags(name)];
    mustPass("gcc", ...flags, "-c", source, "-o", "/dev/null");
  }
}

/** A build that stops at its first fault. */
const SANITIZED = {
  cc: "gcc",
  flags: "-std=gnu11 -g -O1 -fno-pie -fsanitize=address,undefined -fno-sanitize-recover=all".split(" "),
  // now, not lazily: the dynamic linker at work needs more stack than sys_spawn() gives the child
  link: ["-no-pie", "-Wl,-z,now"],
};

/** The native host must do what it does all day: arguments after it, exit code. */
function sanitize() {
  const output = compile("tsinit", { ...SANITIZED, output: "dist/tsinit-sanitized" });
  const obstacle = whyNoNamespace();
  if (obstacle !== "") return `built but not run, no PID namespace can be made here: ${obstacle}`;
  const runs = [
    [["--help"], 0],
    [["-e", "300", "true"], 125],
    [["/"], 126],
    [["no-such-program"], 127],
    [["true", "x".repeat(100_000)], 0],
    [["-vvv", "-w", "sh", "-c", "for i in 1 2 3; do (sleep 0.1 &); done; sleep 0.2; exit 7"], 7],
    [["sh", "-c", "kill -USR1 1; sleep 10"], 138],
    [["-g", "-s", "-p", "TERM", "-e", "143:9", "sh", "-c", "kill -TERM 1; sleep 10"], 9],
    [["sh", "-c", `"$0" -vvv sh -c "(sleep 0.1 &); sleep 0.2; exit 5"`, output], 5],
  ];
  for (const [command, code] of runs) {
    const [wrapper, ...rest] = inNamespace(output, ...command);
    const { status, stderr } = spawnSync(wrapper, rest, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (status !== code) throw new Error(`${output} ${command.join(" ")}: exit code ${status}, not ${code}\n${stderr}`);
  }
  return `${runs.length} runs`;
}

/** tsinit-runtime, for each of these configurations; the real runtime is true(1). */
function sanitizeRuntime() {
  const output = `${root}dist/tsinit-runtime-sanitized`;
  const options = { output: "dist/tsinit-runtime-sanitized", sources: RUNTIME_SOURCES, preload: false };
  compile("tsinit-runtime", { ...SANITIZED, ...options });
  const bundle = mkdtempSync(`${tmpdir()}/tsinit-check-`);
  const config = `${bundle}/config.json`;
  const good = readFileSync(`${root}test/recorded/oci-configs/docker.json`, "utf8");
  const env = { PATH: "/usr/bin:/bin", TSINIT_RUNTIME_REAL: "true", TSINIT_RUNTIME_INIT: `${root}dist/tsinit` };
  const runs = [
    [good, ["create", "--bundle", bundle, "x"], 0, "/.tsinit"],
    [good, ["--log", `${bundle}/log`, "create", "--bundle", bundle, "x"], 0, "/.tsinit"],
    [good.slice(1), ["--log", `${bundle}/log`, "--log-format=json", "create", "--bundle", bundle, "x"], 0, ""],
    ["", ["create", "--bundle", bundle, "x"], 0, ""],
    [good, ["create", "--bundle", `${bundle}/none`, "x"], 0, ""],
    [good, ["state", "x"], 0, ""],
    [good, ["create", "--bundle", bundle, "x"], 127, "", { TSINIT_RUNTIME_REAL: "/none" }],
    [good, ["create", "--bundle", bundle, "x"], 126, "/.tsinit", { TSINIT_RUNTIME_REAL: `${bundle}/real` }],
  ];
  writeFileSync(`${bundle}/real`, "no program\n");
  chmodSync(`${bundle}/real`, 0o755);
  for (const [text, args, code, expected, more] of runs) {
    writeFileSync(config, text);
    const { status, stderr } = spawnSync(output, args, { encoding: "utf8", env: { ...env, ...more } });
    const after = readFileSync(config, "utf8");
    if (status !== code || (expected === "" ? after !== text : !after.includes(expected)))
      throw new Error(`${output} ${args.join(" ")}: exit code ${status}, not ${code}\n${stderr}${after}`);
  }
  rmSync(bundle, { recursive: true });
  return `${runs.length} runs`;
}

function checkLockfile() {
  if (readFileSync(`${root}package-lock.json`, "utf8").includes('"resolved"')) {
    throw new Error(
      "package-lock.json has addresses in it: npm install --package-lock-only takes them out (see .npmrc)",
    );
  }
}

function rebuild() {
  for (const again of [build("tsinit-again"), buildRuntime("tsinit-runtime-again")]) {
    const [one, two] = [again.replace("-again", ""), again].map((path) => readFileSync(`${root}${path}`));
    if (!one.equals(two)) throw new Error(`${again.replace("-again", "")} and ${again} differ`);
  }
}

function mustPass(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${error ?? ""}${stdout ?? ""}${stderr ?? ""}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) check();
