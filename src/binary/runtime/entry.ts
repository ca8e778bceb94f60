/** What native/runtime/main.c calls: start(), and onFailure() if that was not the end. */
import { Wrapper } from "../../runtime/wrapper";
import { NativeHost } from "./native-host";

let wrapper: Wrapper | null = null;

/** What to exit with, or below 0: the real runtime is to be executed. */
export function start(): i32 {
  const made = new Wrapper(new NativeHost());
  wrapper = made;
  return made.start();
}

/** Execution failed with that errno. What to exit with. */
export function onFailure(errno: i32): i32 {
  return wrapper!.onFailure(errno);
}
