/** What native/runtime/main.c calls. */
import { Wrapper } from "../../runtime/wrapper";
import { NativeHost } from "./native-host";

const wrapper = new Wrapper(new NativeHost());

/** What to exit with, or below 0: the real runtime is to be executed. */
export function start(): i32 {
  return wrapper.start();
}

/** Execution failed with that errno. What to exit with. */
export function onFailure(errno: i32): i32 {
  return wrapper.onFailure(errno);
}
