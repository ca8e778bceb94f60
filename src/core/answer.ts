/** What the command line asks for and is answered at once: help, licence, version. */
import { HELP, LICENSE, VERSION } from "./argv";
import { helpText } from "./help";
import { Kernel } from "./kernel";
import { licenseText } from "./license";
import { fileName } from "./personas/called";
import { CATATONIT, DUMB_INIT, TSINIT } from "./personas/persona";
import { usageText, versionText } from "./personas/usage";
import { shown } from "./printable";

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
