/** Archives that are the same bytes whenever and wherever they are made. */

const SAME = ["--format=ustar", "--owner=0", "--group=0", "--numeric-owner", "--sort=name"];

/** Packs `paths` of the folder `tree`, in this order, into `output`. `run`: commands.mjs; `epoch`: seconds. */
export function tar(run, epoch, tree, output, paths) {
  run("tar", ...SAME, `--mtime=@${epoch}`, `--directory=${tree}`, "--create", `--file=${output}`, ...paths);
}

/** Compresses a file, which becomes PATH.gz. */
export function gzip(run, path) {
  run("gzip", "--no-name", "--best", path);
}

/** Gives all of a folder the time `epoch`. The packers lower what is later by themselves, but not what is earlier. */
export function date(run, epoch, tree) {
  run("find", tree, "-exec", "touch", `--date=@${epoch}`, "{}", "+");
}
