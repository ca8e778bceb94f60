/** The runtime that does the work. */
import { ENOENT, errorText } from "../core/base/errno";
import { shown } from "../core/base/printable";
import { placeOf } from "../core/base/text";
import { Host, ITSELF } from "./host";

const COLON: i32 = 58;
/** Where PATH is not set. */
const USUAL_PATH: string = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const ADVICE: string = ": set real in /etc/tsinit/runtime.conf, or TSINIT_RUNTIME_REAL";

/** As a shell has them: no such command, one that cannot be executed, and tsinit's own failure. */
export const NOT_FOUND: i32 = 127;
export const NOT_EXECUTABLE: i32 = 126;
export const FAILED: i32 = 125;

export class RealRuntime {
  /** Its path; "" if there is none. */
  path: string = "";
  /** Why there is none, and what to exit with. */
  problem: string = "";
  code: i32 = NOT_FOUND;

  /** `setting`: a path or a name; "" for the first that there is. */
  constructor(
    private readonly host: Host,
    setting: string,
  ) {
    if (setting.includes("/")) this.take(setting);
    else if (setting.length > 0) this.search(setting);
    else this.searchAny();
  }

  private take(path: string): void {
    const answer = this.host.look(path);
    if (answer === 0) {
      this.path = path;
      return;
    }
    this.code = answer === ITSELF ? FAILED : answer === -ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
    const why = answer === ITSELF ? "would call itself" : `cannot be executed: ${errorText(-answer)}`;
    this.problem = `the real runtime, ${shown(path)}, ${why}${ADVICE}`;
  }

  private searchAny(): void {
    const names = ["runc", "crun", "youki", "runsc"];
    for (let i: i32 = 0; i < names.length && this.path.length === 0; i++) this.search(names[i]);
    this.problem = `there is no runc, crun, youki or runsc in PATH${ADVICE}`;
  }

  /** Finds a name in PATH. This program may have the runtime's own name there, before it. */
  private search(name: string): void {
    const set = this.host.variable("PATH");
    const path = set === null ? USUAL_PATH : set;
    for (let start: i32 = 0; start < path.length; ) {
      const end = placeOf(COLON, path, start, path.length);
      const candidate = `${path.substring(start, end)}/${name}`;
      if (candidate.startsWith("/") && this.host.look(candidate) === 0) {
        this.path = candidate;
        return;
      }
      start = end + 1;
    }
    this.problem = `there is no ${shown(name)} in PATH${ADVICE}`;
  }
}
