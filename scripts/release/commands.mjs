/** How a release runs its tools. */
import { spawnSync } from "node:child_process";
import { Failure, failureOf } from "./failure.mjs";

/** Where the folder is mounted in the root. */
const MOUNTED = "/mnt";

/**
 * Returns a function `(command, ...args)` that runs a tool in `folder`, with nothing of the caller's environment, and returns
 * what it wrote to stdout. With a `root`, a directory, the tool is that of this root, so that its version doesn't depend on
 * the machine. Paths must be relative to the folder. `epoch`, in seconds, is the time that packages are dated with. The function
 * throws a Failure if the tool does.
 */
export function commandsIn(folder, epoch, root = "") {
  const environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", "HOME=/nonexistent"];
  const mount = `mount --bind "$1" "$2${MOUNTED}" && shift && exec chroot "$@"`;
  const enter = root === "" ? [] : ["unshare", "--mount", "sh", "-c", mount, "sh", folder, root];
  const clean = ["env", "-i", `--chdir=${root === "" ? folder : MOUNTED}`];
  clean.push(...environment, `SOURCE_DATE_EPOCH=${epoch}`);
  return (command, ...args) => {
    const argv = [...enter, ...clean, command, ...args];
    const options = { encoding: "utf8", maxBuffer: 1e9, stdio: ["ignore", "pipe", "pipe"] };
    const { status, stdout, stderr, error } = spawnSync(argv[0], argv.slice(1), options);
    if (status === 0) return stdout;
    throw new Failure(failureOf(command, error?.message ?? stderr));
  };
}
