/** gVisor: runsc on an OCI bundle. The processes of a container run on a kernel of its own, in user space. */
import { Runc } from "./runc";

/** What takes neither /dev/kvm nor cgroups nor a network. */
const OPTIONS = ["--platform=ptrace", "--network=none", "--ignore-cgroups", "--root=/run/runsc"];

export class Gvisor extends Runc {
  override readonly name = "gVisor";
  override readonly commands = ["runsc"];

  override exec(name: string, argv: string[], detached: boolean): string[] {
    const exec = this.runc("exec", name, ...argv);
    // its own --detach gives the command an argument too many
    return detached ? ["sh", "-c", '"$@" &', "sh", ...exec] : exec;
  }

  protected override runc(...args: string[]): string[] {
    return ["runsc", ...OPTIONS, ...args];
  }
}
