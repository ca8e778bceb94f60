/** Which containers get the init. */

import { lastPart } from "../core/base/text";
import { kindOf, reapsAs } from "../core/contracts/programs";
import { ASKED, REFUSED, wish } from "./annotations";
import { Container } from "./container";
import { NOWHERE } from "./json";
import { Settings } from "./settings";

export function wantsInit(container: Container, settings: Settings): bool {
  if (container.args === NOWHERE || container.isSandbox || hasInit(container, settings.path)) return false;
  const wanted = wish(container);
  if (wanted === REFUSED || (wanted !== ASKED && !settings.isForAll)) return false;
  return container.hasOwnPids || wanted === ASKED || settings.isForSharedPids;
}

/** Whether its program is an init already, and reaps all that comes to it: `path` is where ours is, if this bundle was changed before. */
function hasInit(container: Container, path: string): bool {
  if (container.program === path) return true;
  return reapsAs(kindOf(lastPart(container.program), container.command)) === "yes";
}
