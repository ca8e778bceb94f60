/** crun, which takes runc's place on an OCI bundle. */
import type { Machine } from "./machine";
import { Runc } from "./runc";

export class Crun extends Runc {
  override readonly name = "crun";
  override readonly commands = ["crun"];

  override async prepare(machine: Machine): Promise<void> {
    await super.prepare(machine);
    // it refuses a cgroup v2 with controllers beside v1; the mount is gone in the tests' own mount namespace alone
    await machine.run(["umount", "/sys/fs/cgroup/unified"]);
  }

  protected override runc(...args: string[]): string[] {
    return ["crun", ...args];
  }
}
