/** What becomes of a program that cannot be started, and which file it is that is started: execve(2), execvp(3). */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { isRoot } from "../support/namespace";
import { whyNotRefused } from "../support/refused";
import { roles } from "../support/tsinit";

/** A file named program, with that text and mode, in a new directory; its path. */
function file(text: string, mode: number): string {
  const path = `${temporaryDirectory()}/program`;
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const script = (output: string) => `#!/bin/sh\necho ${output}\n`;

/** tsinit gets that PATH, and what starts it does not. */
const search = (path: string) => ({ before: ["env", `PATH=${path}`] });

function fatal(sentence: string) {
  return expect.stringMatching(new RegExp(`^\\[FATAL tsinit \\(\\d+\\)\\] ${sentence.replace(/[^\w ]/g, "\\$&")}\n$`));
}

describe.each(roles)("%s", (role) => {
  /** Expects `program` not to start. */
  async function refuses(program: string, code: number, reason: string, options = {}) {
    const outcome = await role.run(["--", program], options);
    const name = program || "''";
    expect(outcome).toEqual({ code, stdout: "", stderr: fatal(`exec ${name} failed: ${reason}`) });
  }

  test("not found: 127", async () => {
    await refuses("/nowhere/program", 127, "No such file or directory");
    await refuses("no-such-program", 127, "No such file or directory");
    await refuses("./no-such-program", 127, "No such file or directory");
  });

  test("an empty name is not found: 127", () => refuses("", 127, "No such file or directory"));

  test("not executable: 126", () => refuses(file(script("ran"), 0o644), 126, "Permission denied"));

  test("a directory: 126", () => refuses(temporaryDirectory(), 126, "Permission denied"));

  test("a file where a directory should be: 126", () => refuses("/dev/null/program", 126, "Not a directory"));

  test("links in a circle: 126", async () => {
    const path = `${temporaryDirectory()}/link`;
    symlinkSync(path, path);
    await refuses(path, 126, "Too many levels of symbolic links");
  });

  test("a name longer than any file's: 126", () => refuses(`/${"x".repeat(300)}`, 126, "File name too long"));

  test("a file that is no program is not given to a shell: 126", async () => {
    const path = file("echo ran\n", 0o755);
    await refuses(path, 126, "Exec format error");
    await refuses("program", 126, "Exec format error", search(dirname(path)));
  });

  const NO_INTERPRETER =
    "No such file or directory: the file is there, but its interpreter (the #! line's, or the ELF loader) is not";
  test("a script without its interpreter: 127, and the interpreter is what is missing", async () => {
    const path = file("#!/nowhere/interpreter\n", 0o755);
    await refuses(path, 127, NO_INTERPRETER);
    await refuses("program", 127, NO_INTERPRETER, search(`/nowhere:${dirname(path)}`));
    await refuses("program", 127, NO_INTERPRETER, search(`${dirname(path)}:/nowhere`));
  });

  test("PATH is searched on after a script without its interpreter", async () => {
    const broken = dirname(file("#!/nowhere/interpreter\n", 0o755));
    const closed = dirname(file(script("closed"), 0o644));
    const open = dirname(file(script("open"), 0o755));
    expect((await role.run(["--", "program"], search(`${broken}:${open}`))).stdout).toBe("open\n");
    await refuses("program", 126, "Permission denied", search(`${broken}:${closed}`));
    await refuses("program", 126, "Permission denied", search(`${closed}:${broken}`));
  });

  test("a name that is too long for a file: 126", async () => {
    await refuses("x".repeat(256), 126, "File name too long");
  });

  test("the first file of PATH is run, and an empty element is the working directory", async () => {
    const [first, second, cwd] = ["first", "second", "here"].map((word) => dirname(file(script(word), 0o755)));
    const found = async (path: string) => (await role.run(["--", "program"], { cwd, ...search(path) })).stdout;
    expect(await found(`${first}:${second}`)).toBe("first\n");
    expect(await found(`/nowhere:/dev/null:${second}:${first}`)).toBe("second\n");
    expect(await found(`:${first}`)).toBe("here\n");
    expect(await found(`/nowhere::${first}`)).toBe("here\n");
    expect(await found("/nowhere:")).toBe("here\n");
    expect(await found("")).toBe("here\n");
    expect(await found(first)).toBe("first\n");
  });

  test("PATH is searched on after what cannot be looked up: links in a circle, and names that are too long", async () => {
    const circle = `${temporaryDirectory()}/circle`;
    symlinkSync(circle, circle);
    const inCircle = temporaryDirectory();
    symlinkSync("program", `${inCircle}/program`);
    const good = dirname(file(script("ran"), 0o755));
    // 4,090 bytes: with the program's name it is longer than a path may be
    for (const odd of [circle, inCircle, `/${"x".repeat(300)}`, "/.".repeat(2045), "/.".repeat(3000)]) {
      expect((await role.run(["--", "program"], search(`${odd}:${good}`))).stdout).toBe("ran\n");
      await refuses("program", 127, "No such file or directory", search(odd));
    }
  });

  test.for(["ESTALE", "ENODEV", "ETIMEDOUT", "ELOOP", "ENAMETOOLONG"])(
    "PATH is searched on after a directory on which the kernel gives up: %s",
    async (error, { skip }) => {
      const obstacle = whyNotRefused();
      skip(obstacle !== "", obstacle);
      const [gone, good] = ["gone", "good"].map((word) => dirname(file(script(word), 0o755)));
      // the child's second execve(2); tsinit's own is its first
      const before = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", `inject=execve:error=${error}:when=2`];
      const path = `PATH=/nowhere:${gone}:${good}:/usr/bin:/bin`;
      const { stdout } = await role.run(["--grace=100ms", "--", "program"], { before: [...before, "env", path] });
      expect(stdout).toBe("good\n");
    },
  );

  test("PATH is searched on after a file that is not executable, which is remembered: 126", async () => {
    const closed = dirname(file(script("closed"), 0o644));
    const open = dirname(file(script("open"), 0o755));
    expect((await role.run(["--", "program"], search(`${closed}:${open}`))).stdout).toBe("open\n");
    await refuses("program", 126, "Permission denied", search(`${closed}:/nowhere`));
    await refuses("program", 126, "Permission denied", search(`/nowhere:${closed}`));
  });

  test("a directory in PATH that has the program's name is no program", async () => {
    const directory = temporaryDirectory();
    mkdirSync(`${directory}/program`);
    const good = dirname(file(script("ran"), 0o755));
    expect((await role.run(["--", "program"], search(`${directory}:${good}`))).stdout).toBe("ran\n");
    await refuses("program", 126, "Permission denied", search(directory));
  });

  test("without PATH the usual directories are searched", async () => {
    const { stdout, code } = await role.run(["--", "env"], { before: ["env", "-i", "A=b"] });
    expect({ stdout, code }).toEqual({ stdout: "A=b\n", code: 0 });
  });

  test("an argument list that becomes too long by the script's interpreter: 126", async () => {
    // What tsinit leaves out of its own list, its path and --, the interpreter's long path more than makes up for.
    const path = file(`#!${"/.".repeat(110)}/bin/sh\n`, 0o755);
    const before = [fixture("with-arguments"), "max"];
    await refuses(path, 126, "Argument list too long", { before });
  });

  test("an argument list of 2 MB arrives unharmed", async () => {
    const bytes = 2_100_000;
    const script = 'ulimit -Ss 16384 && exec "$@"';
    const before = ["sh", "-c", script, "sh", fixture("with-arguments"), String(bytes)];
    const { stdout, stderr } = await role.run(["--", "sh", "-c", "cat /proc/$$/cmdline", "sh"], { before });
    const argument = `${"x".repeat(65535)}\0`;
    const filling = argument.repeat(Math.floor(bytes / 65536)) + "x".repeat(bytes % 65536);
    expect(stderr).toBe("");
    expect(stdout === `sh\0-c\0cat /proc/$$/cmdline\0sh\0${filling}\0`).toBe(true);
  });

  test("RLIMIT_NPROC says no: 125, and which limits there are", async ({ skip }) => {
    if (!isRoot) skip("needs root, to become a user who has no other processes");
    const limited = ["prlimit", "--nproc=1", "setpriv", "--reuid=60999", "--clear-groups"];
    const outcome = await role.run(["--", "true"], { before: limited });
    const text =
      "fork failed: Resource temporarily unavailable: no pids cgroup is full; see RLIMIT_NPROC and kernel.pid_max";
    expect(outcome).toEqual({ code: 125, stdout: "", stderr: fatal(text) });
  });
});
