/** The settings: of the environment or, where that has none, of the configuration file. */
import { ENOENT, errorText } from "../core/base/errno";
import { shown } from "../core/base/printable";
import { placeOf } from "../core/base/text";
import { Host } from "./host";
import { Report } from "./report";

const NEWLINE: i32 = 10;
const EQUALS: i32 = 61;
const PREFIX: string = "TSINIT_RUNTIME_";

export class Settings {
  /** The real runtime, a path or a name; "" for the first that there is. */
  real: string = "";
  /** The init's path on the host. */
  init: string = "";
  /** Its path in the container. */
  path: string = "/.tsinit";
  /** Its options. */
  options: string[] = [];
  /** Whether every container gets it, or only those that ask for it. */
  isForAll: bool = true;
  /** Whether those too that share their PID namespace. */
  isForSharedPids: bool = false;
  /** Whether a container is refused where the init is missing. */
  refusesWithout: bool = false;

  constructor(
    private readonly host: Host,
    private readonly report: Report,
  ) {
    const own = host.executable();
    this.init = `${own.substring(0, own.lastIndexOf("/"))}/tsinit`;
    this.readFile();
    const names = ["real", "init", "path", "options", "containers", "shared-pid", "missing-init"];
    for (let i: i32 = 0; i < names.length; i++) {
      const variable = PREFIX + upperCase(names[i]);
      const value = host.variable(variable);
      if (value !== null && value.length > 0) this.set(names[i], value, variable);
    }
  }

  private readFile(): void {
    const named = this.host.variable(`${PREFIX}CONF`);
    const path = named === null ? "/etc/tsinit/runtime.conf" : named;
    const size = this.host.load(path);
    if (size < 0) {
      if (size !== -ENOENT || named !== null) this.report.warn(`${shown(path)} cannot be read: ${errorText(-size)}`);
      return;
    }
    const text = this.host.text(0, size);
    for (let start: i32 = 0; start < size; ) {
      const end = placeOf(NEWLINE, text, start, size);
      this.readLine(text.substring(start, end).trim(), path);
      start = end + 1;
    }
  }

  /** `NAME = VALUE`, or nothing, or a remark behind `#`. */
  private readLine(line: string, path: string): void {
    if (line.length === 0 || line.startsWith("#")) return;
    const equals = placeOf(EQUALS, line, 0, line.length);
    this.set(line.substring(0, equals).trim(), line.substring(equals + 1).trim(), path);
  }

  /** `origin`: the file or the variable, for what is to be said of it. */
  private set(name: string, value: string, origin: string): void {
    let isGood = value.length > 0;
    if (name === "real") this.real = value;
    else if (name === "init") this.init = value;
    else if (name === "path" && value.startsWith("/")) this.path = value;
    else if (name === "options") this.options = words(value);
    else if (name === "containers" && (value === "all" || value === "asked")) this.isForAll = value === "all";
    else if (name === "shared-pid" && (value === "leave" || value === "inject"))
      this.isForSharedPids = value === "inject";
    else if (name === "missing-init" && (value === "start" || value === "refuse"))
      this.refusesWithout = value === "refuse";
    else isGood = false;
    if (!isGood) this.report.warn(`${shown(origin)}: '${shown(name)} = ${shown(value)}' is no setting`);
  }
}

function upperCase(name: string): string {
  let upper = "";
  for (let i: i32 = 0; i < name.length; i++) {
    const code: i32 = name.charCodeAt(i);
    upper += code === 45 ? "_" : String.fromCharCode(code - 32);
  }
  return upper;
}

/** The words of a text, which have blanks between. */
function words(text: string): string[] {
  const found: string[] = [];
  for (let start: i32 = 0; start < text.length; ) {
    const end = placeOf(32, text, start, text.length);
    if (end > start) found.push(text.substring(start, end));
    start = end + 1;
  }
  return found;
}
