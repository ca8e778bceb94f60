/** The command line of an OCI runtime, as far as it matters here: runc, crun, youki and runsc have this much in common. */
import { Host } from "./host";

/** Each is a list of words with blanks around them. */
const COMMANDS: string =
  " create run restore start state kill delete exec ps list events pause resume update spec checkpoint features init help version ";
/** Options before the command whose value may be an argument of its own. Behind any other one, what is no command is taken for its value. */
const WITH_VALUE: string = " log log-format log-level root criu rootless cgroup-manager l r ";

export class CommandLine {
  /** Whether a container is made from a bundle: not `restore`, whose processes are there already. */
  makesContainer: bool = false;
  /** The path of the bundle's configuration. */
  config: string = "config.json";
  /** The file that the runtime logs to; "" for stderr. */
  log: string = "";
  isJson: bool = false;
  private bundle: string = "";

  constructor(private readonly host: Host) {
    const first = this.readGlobal();
    if (this.makesContainer) this.readCommand(first);
    if (this.bundle.length > 0 && !this.config.startsWith("/")) this.config = `${this.bundle}/${this.config}`;
  }

  /** Reads what stands up to the command. Returns the index behind it. */
  private readGlobal(): i32 {
    let index: i32 = 1;
    while (index < this.host.argumentCount()) {
      const word = this.host.argument(index++);
      if (!word.startsWith("-")) {
        this.makesContainer = word === "create" || word === "run";
        break;
      }
      const name = nameIn(word);
      let value = valueIn(word);
      if (!word.includes("=") && this.isValue(index, name)) value = this.host.argument(index++);
      if (name === "log" || name === "l") this.log = value.startsWith("file:") ? value.substring(5) : value;
      if (name === "log-format") this.isJson = value === "json";
    }
    return index;
  }

  /** Whether the argument at `index` is the value of the option before it. */
  private isValue(index: i32, option: string): bool {
    if (index >= this.host.argumentCount()) return false;
    if (WITH_VALUE.includes(` ${option} `)) return true;
    const word = this.host.argument(index);
    return !word.startsWith("-") && !COMMANDS.includes(` ${word} `);
  }

  private readCommand(first: i32): void {
    for (let index = first; index < this.host.argumentCount(); index++) {
      const word = this.host.argument(index);
      if (word === "--") break;
      const name = nameIn(word);
      const isBundle = name === "bundle" || name === "b";
      const isConfig = name === "config" || name === "f"; // crun's
      if (!word.startsWith("-") || (!isBundle && !isConfig)) continue;
      if (!word.includes("=")) index++;
      const value = word.includes("=")
        ? valueIn(word)
        : index < this.host.argumentCount()
          ? this.host.argument(index)
          : "";
      if (isBundle) this.bundle = value;
      else this.config = value;
    }
  }
}

/** The name of an option: `--log=FILE`, and `-log=FILE` as runsc has it. */
function nameIn(word: string): string {
  const start: i32 = word.startsWith("--") ? 2 : 1;
  const end = word.indexOf("=");
  return word.substring(start, end < 0 ? word.length : end);
}

/** What stands behind its `=`. */
function valueIn(word: string): string {
  const equals = word.indexOf("=");
  return equals < 0 ? "" : word.substring(equals + 1);
}
