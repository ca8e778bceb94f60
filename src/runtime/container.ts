/** What a bundle's config.json says of the container: https://github.com/opencontainers/runtime-spec/blob/main/config.md. */
import { Bytes } from "./bytes";
import { afterBlanks, BRACE, BRACKET, endOfDocument, endOfString, NOWHERE } from "./json";
import { isText, Members, textAt } from "./members";

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
  /** Whether it has a PID namespace of its own, neither the host's nor another container's. */
  hasOwnPids: bool = false;

  constructor(readonly bytes: Bytes) {
    this.read();
  }

  /** The text that the annotation of that name has; "" if there is none. */
  annotation(name: string): string {
    if (this.annotations === NOWHERE) return "";
    const members = new Members(this.bytes, this.annotations);
    let text = "";
    while (members.next()) if (members.key === name) text = textAt(this.bytes, members.start, members.end);
    return text;
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
    this.readProgram(this.part(this.top, "process", BRACE));
    this.root = this.member(this.part(this.top, "root", BRACE), "path");
    this.readMounts();
    this.annotations = this.part(this.top, "annotations", BRACE);
    this.readNamespaces(this.part(this.top, "linux", BRACE));
  }

  /** Finds a member's value: as find(), but the value has to begin with that byte. null is like none. */
  private part(object: i32, name: string, opening: i32): i32 {
    const start = this.find(object, name);
    if (start === NOWHERE || isNull(this.bytes, start)) return NOWHERE;
    if (this.bytes.at(start) === opening) return start;
    this.problem = `${name} is no ${opening === BRACE ? "object" : "array"}`;
    return NOWHERE;
  }

  /**
   * Where the value of a member begins; NOWHERE if there is none. Runtimes differ in which one they take if there are two, and in
   * whether upper case is another name.
   */
  private find(object: i32, name: string): i32 {
    let start = NOWHERE;
    if (object === NOWHERE) return start;
    const members = new Members(this.bytes, object);
    while (members.next()) {
      if (!isAlike(members.key, name)) continue;
      if (start !== NOWHERE) this.problem = `${name} is there twice`;
      if (members.key !== name) this.problem = `${name} is not spelled so`;
      start = members.start;
    }
    return start;
  }

  private readProgram(process: i32): void {
    const args = this.part(process, "args", BRACKET);
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

  private readMounts(): void {
    this.mounts = this.find(this.top, "mounts");
    if (this.mounts === NOWHERE) return;
    this.hasNullMounts = isNull(this.bytes, this.mounts);
    if (!this.hasNullMounts && this.bytes.at(this.mounts) !== BRACKET) this.problem = "mounts is no array";
  }

  private readNamespaces(linux: i32): void {
    const namespaces = this.part(linux, "namespaces", BRACKET);
    if (namespaces === NOWHERE) return;
    const elements = new Members(this.bytes, namespaces);
    while (elements.next()) {
      if (this.bytes.at(elements.start) !== BRACE) {
        this.problem = "not all of namespaces are objects";
        return;
      }
      if (this.member(elements.start, "type") === "pid")
        this.hasOwnPids = this.member(elements.start, "path").length === 0;
    }
  }

  /** The text of a member; "" if there is none. */
  private member(object: i32, name: string): string {
    const start = this.find(object, name);
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
