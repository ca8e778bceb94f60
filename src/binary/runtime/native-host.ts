/** The native Host: the functions of native/binary and native/runtime, with the strings carried across. */
import { Host } from "../../runtime/host";
import * as host from "../host";
import { argument, emptyString, found, variable } from "../strings";
import * as bundle from "./bundle";

export class NativeHost extends Host {
  argumentCount(): i32 {
    return host.argumentCount();
  }

  argument(index: i32): string {
    return argument(index);
  }

  variable(name: string): string | null {
    return variable(name);
  }

  executable(): string {
    return found(host.executable());
  }

  wallClock(): f64 {
    return host.wallClock();
  }

  load(path: string): i32 {
    return bundle.load(changetype<usize>(path), path.length);
  }

  at(index: i32): i32 {
    return bundle.at(index);
  }

  endOfPlain(start: i32): i32 {
    return bundle.endOfPlain(start);
  }

  text(start: i32, end: i32): string {
    const text = emptyString(end - start);
    bundle.text(start, end, changetype<usize>(text));
    return text;
  }

  look(path: string): i32 {
    return bundle.look(changetype<usize>(path), path.length);
  }

  hasDirectory(root: string, path: string): bool {
    return bundle.hasDirectory(changetype<usize>(root), root.length, changetype<usize>(path), path.length);
  }

  create(): i32 {
    return bundle.create();
  }

  copy(start: i32, end: i32): void {
    bundle.copy(start, end);
  }

  put(text: string): void {
    bundle.put(changetype<usize>(text), text.length);
  }

  replace(): i32 {
    return bundle.replace();
  }

  append(path: string, text: string): i32 {
    return bundle.append(changetype<usize>(path), path.length, changetype<usize>(text), text.length);
  }

  complain(text: string): void {
    host.log(2, changetype<usize>(text), text.length);
  }

  choose(path: string): void {
    bundle.choose(changetype<usize>(path), path.length);
  }
}
