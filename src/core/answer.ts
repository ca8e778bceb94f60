/** What the command line asks for and is answered at once: help, licence, version. */
import { HELP, LICENSE, VERSION } from "./argv";
import { helpText } from "./help";
import { Kernel } from "./kernel";
import { licenseText } from "./license";
import { fileName } from "./personas/called";
import { CATATONIT, DUMB_INIT, TSINIT } from "./personas/persona";
import { usageText, versionText } from "./personas/usage";

/** Prints it where the program does whose name it is. False if something else is asked for. */
export function answer(kernel: Kernel, persona: i32, action: i32): bool {
  let text = "";
  let toStderr = persona === DUMB_INIT;
  if (action === VERSION) text = `${versionText(persona)}\n`;
  else if (action === LICENSE) text = licenseText();
  else if (action === HELP) {
    text = persona === TSINIT ? helpText() : usageText(persona, fileName(kernel.argument(0)));
    toStderr = toStderr || persona === CATATONIT;
  }
  if (text.length === 0) return false;
  if (toStderr) kernel.log(2, text);
  else kernel.print(text);
  return true;
}
