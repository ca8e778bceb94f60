/** What the command line asks for and is answered at once: help, licence, version. */
import { Kernel } from "../base/kernel";
import { shown } from "../base/printable";
import { lastPart } from "../base/text";
import { Contract } from "../contracts/contract";
import { licenseText } from "../options/license";
import { HELP, LICENSE, VERSION } from "./command-line";

/** What answer() says where something else is asked for. */
export const NO_ANSWER: i32 = 1;

/** Prints it where the init does whose name it is. 0, NO_ANSWER, or -errno: it could not be printed. */
export function answer(kernel: Kernel, contract: Contract, action: i32): i32 {
  if (action === VERSION) return put(kernel, contract.versionStream(), `${contract.version()}\n`);
  if (action === LICENSE) return put(kernel, 1, licenseText());
  if (action === HELP) return put(kernel, contract.helpStream(), contract.help(shown(lastPart(kernel.argument(0)))));
  return NO_ANSWER;
}

function put(kernel: Kernel, stream: i32, text: string): i32 {
  if (stream === 1) return kernel.print(text);
  kernel.log(stream, text);
  return 0;
}
