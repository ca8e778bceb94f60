/** What a bundle's config.json says of the container: https://github.com/opencontainers/runtime-spec/blob/main/config.md. */
import { Bytes } from "./bytes";
import { afterBlanks, BRACE, BRACKET, endOfDocument, endOfString, NOWHERE } from "./json";
import { isText, Members, textAt } from "./members";

/** What the names of annotations for tsinit-runtime begin with. */
export const PREFIX: string = "dev.tsinit/";
/** The one that asks for the init, or refuses it. */
export const INJECT: string = "dev.tsinit/inject";

export class Container {
  /** Why the configuration cannot be understood; "" if it can. */
  problem: string = "";
  /** Where the whole object begins. */
  top: i32 = 0;
  /** The end of the file. */
  end: i32 = 0;
  /** Where process.args begins, in which there is a program; NOWHERE: there is none to be started. */
  args: i32 = NOWHERE;
  /** args[0]. */
  program: string = "";
  /** args[0] and, if there is one, args[1] with a space between. */
  command: string = "";
  /** The path of the root file system; "" if it is not given. */
  root: string = "";
  /** Where the value of mounts begins; NOWHERE if there is none. */
  mounts: i32 = NOWHERE;
  /** Whether that value is null. */
  hasNullMounts: bool = false;
  /** Where the object of annotations begins; NOWHERE if there is none. */
  annotations: i32 = NOWHERE;
  /** Whether there are annotations that set options of the init. */
  hasOptions: bool = false;
  /** What the annotation says that asks for the init or refuses it; "" if there is none. */
  wish: string = "";
  /** Whether it is what holds a pod's namespaces. */
  isSandbox: bool = false;
  /** Whether it has a PID namespace of its own, neither the host's nor another container's. */
  hasOwnPids: bool = false;

  constructor(readonly bytes: Bytes) {
    this.read();
  }

  private read(): void {
    this.end = endOfDocument(this.bytes);
    if (this.end === NOWHERE) {
      this.problem = "it is not JSON";
      return;
    }
    this.top = afterBlanks(this.bytes, 0);
    if (this.bytes.at(this.top) !== BRACE) {
      this.problem = "it is no JSON object";
      return;
    }
    const names = ["process", "root", "mounts", "annotations", "linux"];
    const starts = this.find(this.top, names);
    this.mounts = starts[2];
    this.hasNullMounts = this.mounts !== NOWHERE && isNull(this.bytes, this.mounts);
    if (!this.hasNullMounts) this.must(this.mounts, "mounts", BRACKET);
    this.annotations = this.must(starts[3], "annotations", BRACE);
    this.root = this.text(this.find(this.must(starts[1], "root", BRACE), ["path"])[0], "path");
    this.readProgram(this.must(starts[0], "process", BRACE));
    this.readAnnotations();
    this.readNamespaces(this.must(starts[4], "linux", BRACE));
  }

  /** The start of a value, if it begins with that byte. null is like none. */
  private must(start: i32, name: string, opening: i32): i32 {
    if (start === NOWHERE || isNull(this.bytes, start)) return NOWHERE;
    if (this.bytes.at(start) === opening) return start;
    this.problem = `${name} is no ${opening === BRACE ? "object" : "array"}`;
    return NOWHERE;
  }

  /**
   * Where the values of these members of an object begin; NOWHERE for those that are not there. Runtimes differ in which one they
   * take if there are two, and in whether upper case is another name.
   */
  private find(object: i32, names: string[]): i32[] {
    const starts: i32[] = [];
    for (let i: i32 = 0; i < names.length; i++) starts.push(NOWHERE);
    if (object === NOWHERE) return starts;
    const members = new Members(this.bytes, object);
    while (members.next()) {
      for (let i: i32 = 0; i < names.length; i++) {
        if (!members.mayBegin(names[i]) || !isAlike(members.key(), names[i])) continue;
        if (starts[i] !== NOWHERE) this.problem = `${names[i]} is there twice`;
        if (members.key() !== names[i]) this.problem = `${names[i]} is not spelled so`;
        starts[i] = members.start;
      }
    }
    return starts;
  }

  private readAnnotations(): void {
    if (this.annotations === NOWHERE) return;
    const members = new Members(this.bytes, this.annotations);
    while (members.next()) {
      if (members.mayBegin(PREFIX)) {
        if (members.key() === INJECT) this.wish = textAt(this.bytes, members.start, members.end);
        else this.hasOptions = true;
      } else if (members.mayBegin("io.kubernetes.cri")) {
        const key = members.key();
        // containerd says so, and CRI-O
        if (key === "io.kubernetes.cri.container-type" || key === "io.kubernetes.cri-o.ContainerType")
          this.isSandbox = textAt(this.bytes, members.start, members.end) === "sandbox";
      }
    }
  }

  private readProgram(process: i32): void {
    const args = this.must(this.find(process, ["args"])[0], "args", BRACKET);
    if (args === NOWHERE) return;
    const elements = new Members(this.bytes, args);
    for (let i: i32 = 0; elements.next(); i++) {
      if (!isText(this.bytes, elements.start)) {
        this.problem = "not all of args are texts";
        return;
      }
      if (i > 1) continue;
      const text = textAt(this.bytes, elements.start, elements.end);
      if (i === 0) this.program = text;
      this.command = i === 0 ? text : `${this.command} ${text}`;
      this.args = args;
    }
  }

  private readNamespaces(linux: i32): void {
    const namespaces = this.must(this.find(linux, ["namespaces"])[0], "namespaces", BRACKET);
    if (namespaces === NOWHERE) return;
    const elements = new Members(this.bytes, namespaces);
    while (elements.next()) {
      if (this.bytes.at(elements.start) !== BRACE) {
        this.problem = "not all of namespaces are objects";
        return;
      }
      const starts = this.find(elements.start, ["type", "path"]);
      if (this.text(starts[0], "type") === "pid") this.hasOwnPids = this.text(starts[1], "path").length === 0;
    }
  }

  /** The text at `start`; "" if there is none. */
  private text(start: i32, name: string): string {
    if (start === NOWHERE || isNull(this.bytes, start)) return "";
    if (isText(this.bytes, start)) return textAt(this.bytes, start, endOfString(this.bytes, start));
    this.problem = `${name} is no text`;
    return "";
  }
}

/** Whether a value is null. */
function isNull(bytes: Bytes, start: i32): bool {
  return bytes.at(start) === 110;
}

/** Whether a key is a name in lower case, in whatever case. */
function isAlike(key: string, name: string): bool {
  if (key.length !== name.length) return false;
  for (let i: i32 = 0; i < name.length; i++) {
    const code: i32 = key.charCodeAt(i);
    if ((code >= 65 && code <= 90 ? code + 32 : code) !== name.charCodeAt(i)) return false;
  }
  return true;
}
