/** What tsinit-runtime does to a container, and what it leaves alone. */
import { existsSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run, start } from "../support/container";
import { type Engine, IMAGE } from "../support/engine";

/** The command lines of PID 1 and of the process that asks; how the init is mounted. */
const LOOK = "tr '\\0' ' ' < /proc/1/cmdline; echo; grep ' /.tsinit ' /proc/self/mountinfo";

export function injection(engine: Engine): void {
  /** Runs a container of this engine through tsinit-runtime, with these flags. */
  const runWith = (flags: string[], ...args: string[]) =>
    engine.must("run", "--rm", "--network=none", "--runtime=tsinit", ...flags, ...args);

  test("the init is PID 1, from a mount that nobody can write to", async () => {
    const { code, stdout } = await run(engine, ["sh", "-c", `${LOOK}; echo x > /.tsinit || exit 42`]);
    expect(stdout).toMatch(/^\/\.tsinit -- sh -c /);
    expect(stdout).toMatch(/ \/\.tsinit ro,nosuid,nodev[, ]/);
    expect(code).toBe(42);
  });

  test("an image that has its own init: nothing is changed", async () => {
    const stdout = await runWith([], IMAGE, "sh", "-c", `${LOOK}; true`);
    expect(stdout).toMatch(/^\/tsinit -- sh -c .*\n$/);
  });

  test("the engine's own --init: nothing is changed", async () => {
    const stdout = await runWith(["--init", "--entrypoint=sh"], IMAGE, "-c", `${LOOK}; true`);
    expect(stdout).toMatch(/^\/\S+-init -- sh -c .*\n$/);
  });

  test("a process that is exec'ed is what it was", async () => {
    const container = await start(engine, ["sleep", "1000"]);
    await container.until("its start", async () => (await container.exec(["true"])).code === 0);
    const { code, stdout } = await container.exec(["sh", "-c", "tr '\\0' ' ' < /proc/$$/cmdline; exit 3"]);
    expect(stdout).toMatch(/^sh -c /);
    expect(code).toBe(3);
  });

  test("a relative program and the working directory mean what they meant, PATH is the container's", async () => {
    expect(await runWith(["--workdir=/bin", "--entrypoint=./busybox"], IMAGE, "pwd")).toBe("/bin\n");
    const flags = ["--env=PATH=/elsewhere", "--entrypoint=busybox"];
    await expect(runWith(flags, IMAGE, "true")).rejects.toThrow("exit code 127");
  });

  test("a link of the image at its place is not followed out of the container", async () => {
    const { directory } = engine.machine;
    const outside = `${directory}/outside-${engine.name}`;
    writeFileSync(
      `${directory}/Dockerfile.link`,
      `FROM ${IMAGE}\nRUN ["/bin/ln", "-s", "../../../../../..${outside}", "/.tsinit"]\n`,
    );
    await engine.must("build", "--network=none", "--tag=tsinit-link", `--file=${directory}/Dockerfile.link`, directory);
    const stdout = await runWith(["--entrypoint=sh"], "tsinit-link", "-c", "tr '\\0' ' ' < /proc/1/cmdline");
    expect(stdout).toMatch(/^\/\.tsinit -- sh -c /);
    expect(existsSync(outside)).toBe(false);
  });
}

/** Of Podman: it hands annotations on, and maps users without a daemon of its own for that. */
export function ofPodman(engine: Engine): void {
  const runWith = (flag: string) =>
    engine.must(
      "run",
      "--rm",
      "--network=none",
      "--runtime=tsinit",
      flag,
      "--entrypoint=sh",
      IMAGE,
      "-c",
      `${LOOK}; true`,
    );

  test("an annotation refuses it, or sets an option", async () => {
    expect(await runWith("--annotation=dev.tsinit/inject=false")).toMatch(/^sh -c /);
    expect(await runWith("--annotation=dev.tsinit/grace=20s")).toMatch(/^\/\.tsinit --grace=20s -- sh -c /);
  });

  test("in a user namespace, to whose users the file of the init does not belong", async () => {
    expect(await runWith("--uidmap=0:100000:65536")).toMatch(/^\/\.tsinit -- sh -c /);
  });
}
