/** By whose name the binary is called: the last part of argv[0] or, as the first option, --as NAME. /proc/1/exe is no name. */
import { Kernel } from "../base/kernel";
import { lastPart } from "../base/text";
import { contractOf } from "../contracts/by-name";
import { Contract } from "../contracts/contract";
import { Tsinit } from "../contracts/tsinit";

export class Called {
  /** Whose contract is kept. */
  contract: Contract;
  /** Index in argv at which the options begin. */
  options: i32 = 1;
  /** What came after --as and is nobody's name; "" if nothing did. */
  unknown: string = "";

  constructor(kernel: Kernel) {
    const count = kernel.argumentCount();
    // before Linux 5.18 a program can be started without even its name: execve(2)
    const name = count > 0 ? lastPart(kernel.argument(0)) : "";
    const own = contractOf(name === "exe" ? lastPart(kernel.executable()) : name);
    this.contract = own !== null ? own : new Tsinit();
    const first = count > 1 ? kernel.argument(1) : "";
    if (first.startsWith("--as=")) this.be(first.substring(5), 2);
    else if (first === "--as" && count > 2) this.be(kernel.argument(2), 3);
  }

  private be(name: string, options: i32): void {
    const contract = contractOf(name);
    this.contract = contract !== null ? contract : new Tsinit();
    this.options = options;
    if (contract === null) this.unknown = name;
  }
}
