/** dist/tsinit-node, what is its own: everything in one file, few threads, and no ear for NODE_OPTIONS. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { dist } from "../support/fixtures";
import { run } from "../support/namespace";
import { needsPacked } from "../support/node-host";
import { status } from "../support/processes";
import { pid1 } from "../support/tsinit";

needsPacked();

const NODE_HOST = { binary: "tsinit-node" };
const TSINIT = dist("tsinit-node");

test("it runs without the rest of the project, and leaves no file behind", async () => {
  const directory = temporaryDirectory();
  const script = 'mount -t tmpfs tmpfs /mnt && cp "$0" /mnt && exec /mnt/tsinit-node -- sh -c "ls /mnt; exit 3"';
  const { code, stdout } = await run(["unshare", "--mount", "sh", "-c", script, TSINIT], {
    env: { TMPDIR: directory },
  });
  expect({ code, stdout }).toEqual({ code: 3, stdout: "tsinit-node\n" });
  expect(readdirSync(directory)).toEqual([]);
});

test("NODE_OPTIONS is the program's, not the init's", async () => {
  const env = { NODE_OPTIONS: "--no-such-option --require=/no/such/file" };
  const { code, stdout, stderr } = await pid1.run(["--", "sh", "-c", "echo $NODE_OPTIONS"], { ...NODE_HOST, env });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${env.NODE_OPTIONS}\n`, stderr: "" });
});

test("options that Node has too, and words that it knows, are the init's and the program's", async () => {
  const { stdout } = await pid1.run(["--", "printf", "%s ", "--version", "-e", "--eval", "--inspect", "--"], NODE_HOST);
  expect(stdout).toBe("--version -e --eval --inspect -- ");
  expect((await pid1.run(["--version"], NODE_HOST)).stdout).toMatch(/^tsinit version /);
  expect((await pid1.run(["--inspect"], NODE_HOST)).stderr).toContain("unknown option '--inspect'");
});

test("at most four threads", async () => {
  const { pid } = await pid1.start(["--", "sleep", "1000"], NODE_HOST);
  expect(Number(status(pid, "Threads"))).toBeLessThanOrEqual(4);
});

/** Runs it where `directories` are mounted noexec, the first of them is that for temporary files, and the working one is /proc. */
function runWithout(...directories: string[]) {
  const script = `for dir in ${directories.join(" ")}; do mount -t tmpfs -o noexec tmpfs $dir || exit 99; done
    exec "$0" -- sh -c "exit 4"`;
  return run(["unshare", "--mount", "sh", "-c", script, TSINIT], { cwd: "/proc", env: { TMPDIR: directories[0] } });
}

test("one directory that can be written to and executed from is enough, that for temporary files or another", async () => {
  expect(await runWithout("/mnt")).toMatchObject({ code: 4, stderr: "" });
  expect(await runWithout("/mnt", "/dev/shm")).toMatchObject({ code: 4, stderr: "" });
});

test("where there is none it says so, with 125", async () => {
  const { code, stderr } = await runWithout("/mnt", "/dev/shm", "/run", "/var/tmp");
  expect(code).toBe(125);
  expect(stderr).toMatch(/^\[FATAL tsinit \(\d+\)\] no directory can be written to and is not mounted noexec: /);
});
