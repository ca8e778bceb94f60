/** The files of every container: tsinit, busybox, the programs of test/fixtures. Nothing else, as in an image FROM scratch. */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { dist, fixture } from "../../support/fixtures";
import { installed } from "../../support/installed";

/** Writes them to a directory. `volume`: see Machine. */
export function makeRootfs(directory: string, volume: string): void {
  for (const mountPoint of ["bin", "dev", "etc", "proc", "sys", "tmp", volume])
    mkdirSync(`${directory}/${mountPoint}`, { recursive: true });
  copyFileSync(dist("tsinit"), `${directory}/tsinit`);
  const busybox = installed("busybox");
  copyFileSync(busybox, `${directory}/bin/busybox`);
  for (const name of execFileSync(busybox, ["--list"], { encoding: "utf8" }).split("\n"))
    if (name !== "" && name !== "busybox") symlinkSync("busybox", `${directory}/bin/${name}`);
  // where they are outside, so that a test names them in the same way
  cpSync(dirname(fixture("crowd")), `${directory}${dirname(fixture("crowd"))}`, { recursive: true });
}
