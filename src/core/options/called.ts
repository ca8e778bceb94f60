/** By whose name the binary is called: the last part of argv[0] or, as the first option, --as NAME. */
import { Kernel } from "../base/kernel";
import { personaOf, TSINIT } from "../contracts/persona";

export class Called {
  persona: i32 = TSINIT;
  /** Index in argv at which the options begin. */
  options: i32 = 1;
  /** What came after --as and is nobody's name; "" if nothing did. */
  unknown: string = "";

  constructor(kernel: Kernel) {
    const count = kernel.argumentCount();
    // before Linux 5.18 a program can be started without even its name: execve(2)
    const own = count > 0 ? personaOf(fileName(kernel.argument(0))) : TSINIT;
    this.persona = own < 0 ? TSINIT : own;
    const first = count > 1 ? kernel.argument(1) : "";
    if (first.startsWith("--as=")) this.be(first.substring(5), 2);
    else if (first === "--as" && count > 2) this.be(kernel.argument(2), 3);
  }

  private be(name: string, options: i32): void {
    const persona = personaOf(name);
    this.persona = persona < 0 ? TSINIT : persona;
    this.options = options;
    if (persona < 0) this.unknown = name;
  }
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.substring(path.lastIndexOf("/") + 1);
}
