/** What the command line asks for and is answered at once: help, licence, version. */

import { Kernel } from "./base/kernel";
import { shown } from "./base/printable";
import { CATATONIT, DUMB_INIT, TSINIT } from "./contracts/persona";
import { usageText, versionText } from "./contracts/usage";
import { fileName } from "./options/called";
import { HELP, LICENSE, VERSION } from "./options/command-line";
import { helpText } from "./options/help";
import { licenseText } from "./options/license";

/** What answer() says where something else is asked for. */
export const NO_ANSWER: i32 = 1;

/** Prints it where the program does whose name it is. 0, NO_ANSWER, or -errno: it could not be printed. */
export function answer(kernel: Kernel, persona: i32, action: i32): i32 {
  let text = "";
  let toStderr = persona === DUMB_INIT;
  if (action === VERSION) text = `${versionText(persona)}\n`;
  else if (action === LICENSE) text = licenseText();
  else if (action === HELP) {
    text = persona === TSINIT ? helpText() : usageText(persona, shown(fileName(kernel.argument(0))));
    toStderr = toStderr || persona === CATATONIT;
  }
  if (text.length === 0) return NO_ANSWER;
  if (!toStderr) return kernel.print(text);
  kernel.log(2, text);
  return 0;
}
