/** A Linux in an emulator: a kernel of Debian's, and an initramfs of busybox and what is to be tried. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root as project } from "./build/run.mjs";
import { fetchPackages, quietly } from "./packages.mjs";

/** What has to be installed, beside the emulator. */
export const TOOLS = { cpio: "cpio" };

/**
 * The kernel that Debian's `name` depends on, and busybox, both of `suite` for `architecture`. They are kept in build/kernels for
 * the next time. Returns their paths.
 */
export function fetchLinux({ suite, architecture, name }) {
  const folder = `${project}build/kernels/${architecture}`;
  if (!existsSync(folder)) {
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    const fetch = (what) => {
      const [file] = fetchPackages(`${unfinished}/${what}`, [{ suite, architecture, name: what }]);
      return file;
    };
    const depends = execFileSync("dpkg-deb", ["-f", fetch(name), "Depends"], { encoding: "utf8" });
    const [kernel] = depends.split(" ");
    execFileSync("sh", ["-c", 'dpkg --fsys-tarfile "$0" | tar -x -C "$1" ./boot', fetch(kernel), unfinished]);
    quietly("dpkg", "-x", fetch("busybox-static"), unfinished);
    for (const what of [name, kernel, "busybox-static"]) rmSync(`${unfinished}/${what}`, { recursive: true });
    renameSync(unfinished, folder);
  }
  const image = readdirSync(`${folder}/boot`).find((file) => file.startsWith("vmlinu"));
  // where it lies since /usr has everything, and before
  const busybox = [`${folder}/usr/bin/busybox`, `${folder}/bin/busybox`].find(existsSync);
  return { kernel: `${folder}/boot/${image}`, busybox };
}

/**
 * Starts a Linux, and returns what its console said until it ended, or until `limit` seconds were over. `emulator` is a command
 * line, `append` is for the kernel, `files` has the content of each file of the initramfs, by its path.
 */
export function boot({ emulator, kernel, append, files, limit }) {
  const work = mkdtempSync(join(tmpdir(), "tsinit-"));
  try {
    const root = `${work}/root`;
    for (const directory of ["bin", "proc", "sys", "dev", "tmp"])
      mkdirSync(`${root}/${directory}`, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(`${root}/${path}`), { recursive: true });
      writeFileSync(`${root}/${path}`, content, { mode: 0o755 });
    }
    execFileSync("sh", ["-c", "find . | cpio -o -H newc --quiet | gzip -1 >../initramfs"], { cwd: root });
    const machine = "-accel tcg -m 512 -nographic -no-reboot -nic none".split(" ");
    // when PID 1 ends the kernel panics, and with panic=-1 the emulator ends as well
    const linux = ["-kernel", kernel, "-initrd", `${work}/initramfs`, "-append", `loglevel=1 panic=-1 ${append}`];
    const argv = ["-s", "KILL", String(limit), ...emulator, ...machine, ...linux];
    const stdio = ["ignore", "pipe", "inherit"];
    return spawnSync("timeout", argv, { encoding: "latin1", stdio }).stdout.replaceAll("\r", "");
  } finally {
    rmSync(work, { recursive: true });
  }
}
