/** Where --termination-log writes, and where it must not: an init that is root does not write where another user has it write. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { isRoot } from "../support/namespace";
import { roles } from "../support/tsinit";

const NOBODY = 65534;
const CRASH = ["--", "sh", "-c", "kill -SEGV $$"];
const LINE = /^Main child \d+ \(sh\) was ended by SIGSEGV [^\n]*$/;

/** A directory that only root can write to, and with it all that are above it: those of temporaryDirectory() are in /tmp. */
function trustedDirectory(): string {
  const path = fs.mkdtempSync("/run/tsinit-test-");
  onTestFinished(() => fs.rmSync(path, { recursive: true }));
  return path;
}

/** A directory of another user. */
function foreignDirectory(): string {
  const path = temporaryDirectory();
  fs.chownSync(path, NOBODY, NOBODY);
  return path;
}

/** A pipe with a name, and what has been written to it so far. */
function pipe(path: string) {
  execFileSync("mkfifo", [path]);
  const reader = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  const writer = fs.openSync(path, fs.constants.O_WRONLY);
  onTestFinished(() => {
    fs.closeSync(reader);
    fs.closeSync(writer);
  });
  return {
    writer,
    read() {
      const bytes = Buffer.alloc(65536);
      try {
        return bytes.toString("latin1", 0, fs.readSync(reader, bytes));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EAGAIN") return "";
        throw error;
      }
    },
  };
}

describe.skipIf(!isRoot).each(roles)("%s, as root", (role) => {
  async function writes(path: string, file = path): Promise<void> {
    const { code, stderr } = await role.run([`--termination-log=${path}`, ...CRASH]);
    expect({ code, stderr }).toEqual({ code: 139, stderr: expect.not.stringContaining(" could not be written") });
    expect(fs.readFileSync(file, "latin1")).toMatch(LINE);
  }

  async function refuses(path: string, reason: string): Promise<void> {
    const { code, stderr } = await role.run([`--termination-log=${path}`, ...CRASH]);
    expect(stderr).toContain(`] ${path} could not be written: ${reason}\n`);
    expect(code).toBe(139);
  }

  describe("in a directory of another user", () => {
    test("a file is made", () => writes(`${foreignDirectory()}/message`));

    test("an empty file is written to, whoever it belongs to", async () => {
      const path = `${foreignDirectory()}/message`;
      fs.writeFileSync(path, "");
      fs.chownSync(path, NOBODY, NOBODY);
      await writes(path);
    });

    test("a symbolic link is not followed, be it dangling or not", async () => {
      const target = `${temporaryDirectory()}/target`;
      const path = `${foreignDirectory()}/message`;
      fs.symlinkSync(target, path);
      await refuses(path, "Too many levels of symbolic links");
      expect(fs.existsSync(target)).toBe(false);
      fs.writeFileSync(target, "");
      await refuses(path, "Too many levels of symbolic links");
      expect(fs.readFileSync(target, "utf8")).toBe("");
    });

    test("a symbolic link in the midst of the path is not followed", async () => {
      const target = temporaryDirectory();
      const path = foreignDirectory();
      fs.symlinkSync(target, `${path}/link`);
      await refuses(`${path}/link/message`, "Too many levels of symbolic links");
      expect(fs.readdirSync(target)).toEqual([]);
    });

    test("nor one in a directory of root's that lies in it", async () => {
      const target = temporaryDirectory();
      const path = foreignDirectory();
      fs.mkdirSync(`${path}/roots`);
      fs.symlinkSync(target, `${path}/roots/link`);
      await refuses(`${path}/roots/link/message`, "Too many levels of symbolic links");
      await refuses(`${path}/roots/../roots/link/message`, "Too many levels of symbolic links");
      expect(fs.readdirSync(target)).toEqual([]);
    });

    test("a link of root's that leads there is followed, but none that it leads to", async () => {
      const target = temporaryDirectory();
      const foreign = foreignDirectory();
      const trusted = trustedDirectory();
      fs.symlinkSync(foreign, `${trusted}/link`);
      await writes(`${trusted}/link/message`, `${foreign}/message`);
      fs.symlinkSync(target, `${foreign}/planted`);
      await refuses(`${trusted}/link/planted/message`, "Too many levels of symbolic links");
      fs.symlinkSync(`${foreign}/planted/message`, `${trusted}/message`);
      await refuses(`${trusted}/message`, "Too many levels of symbolic links");
      expect(fs.readdirSync(target)).toEqual([]);
    });

    test("a hard link to another file is not written to", async () => {
      const [secret, path] = [`${temporaryDirectory()}/secret`, `${foreignDirectory()}/message`];
      fs.writeFileSync(secret, "");
      fs.linkSync(secret, path);
      await refuses(path, "Operation not permitted");
      expect(fs.readFileSync(secret, "utf8")).toBe("");
    });

    test("a pipe is not written to", async () => {
      const path = `${foreignDirectory()}/message`;
      const { read } = pipe(path);
      await refuses(path, "Operation not permitted");
      expect(read()).toBe("");
    });
  });

  describe("in a directory of root's", () => {
    test("links are followed, over several directories, and to a file that isn't there", async () => {
      const path = trustedDirectory();
      for (const name of ["a", "b", "c"]) fs.mkdirSync(`${path}/${name}`);
      fs.symlinkSync("../b/second", `${path}/a/first`);
      fs.symlinkSync(`${path}//c/./`, `${path}/b/second`);
      fs.symlinkSync("../a/../b/message", `${path}/c/third`);
      await writes(`${path}/a/first///third`, `${path}/b/message`);
    });

    test("links in a circle", async () => {
      const path = `${trustedDirectory()}/link`;
      fs.symlinkSync(path, path);
      await refuses(path, "Too many levels of symbolic links");
      await refuses(`${path}/message`, "Too many levels of symbolic links");
    });

    test("links that make the path too long", async () => {
      const directory = trustedDirectory();
      fs.symlinkSync(`${"./".repeat(2000)}nowhere`, `${directory}/link`);
      await refuses(`${directory}/link/${"./".repeat(100)}message`, "File name too long");
    });

    test("a hard link is written to", async () => {
      const path = trustedDirectory();
      fs.writeFileSync(`${path}/one`, "");
      fs.linkSync(`${path}/one`, `${path}/two`);
      await writes(`${path}/two`);
    });

    test("a pipe gets the line, and what is in it stays", async () => {
      const path = `${trustedDirectory()}/pipe`;
      const { writer, read } = pipe(path);
      fs.writeSync(writer, "before\n");
      await role.run([`--termination-log=${path}`, ...CRASH]);
      const [before, line] = read().split("\n");
      expect(before).toBe("before");
      expect(line).toMatch(LINE);
    });

    test.each(["/dev/stderr", "/proc/self/fd/2"])(
      "%s: nothing of what the program has said is swallowed",
      async (path) => {
        const stderr = pipe(`${temporaryDirectory()}/pipe`);
        const program = ["sh", "-c", "echo my last words >&2; kill -SEGV $$"];
        const { code } = await role.run([`--termination-log=${path}`, "--", ...program], { stderr: stderr.writer });
        expect(code).toBe(139);
        const [words, warning, line] = stderr.read().split("\n");
        expect(words).toBe("my last words");
        expect(warning).toBe(`[WARN  tsinit (${/\d+/.exec(warning)?.[0]})] ${line}`);
        expect(line).toMatch(LINE);
      },
    );

    test("what is not a file and takes nothing is a warning", () => refuses("/dev/full", "No space left on device"));

    test("a directory", () => refuses("/run", "Is a directory"));
  });

  test("a file that holds a message already is left as it is", async () => {
    const path = `${trustedDirectory()}/message`;
    fs.writeFileSync(path, "mine\n");
    const { stderr } = await role.run(["-v", `--termination-log=${path}`, ...CRASH]);
    expect(stderr).toContain(`] ${path} holds a message already\n`);
    expect(fs.readFileSync(path, "utf8")).toBe("mine\n");
  });

  test("a path that is too long", async () => {
    // a message is cut before it could say why
    const { code, stderr } = await role.run([`--termination-log=/${"x/".repeat(2048)}message`, ...CRASH]);
    expect({ code, second: stderr.split("\n")[1] }).toEqual({
      code: 139,
      second: expect.stringMatching(/\] \/(x\/)+/),
    });
  });

  test("a path through something that is no directory", () => refuses("/dev/null/message", "Not a directory"));
});
