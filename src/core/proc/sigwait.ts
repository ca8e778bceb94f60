/** Whether a process waits for signals in sigtimedwait(2), as sigwait(3) does: meanwhile those that it waits for are not blocked. */
import { Kernel } from "../base/kernel";

export const NO: i32 = 0;
export const YES: i32 = 1;
/** It is not shown to everybody, nor by every kernel. */
export const NOT_SHOWN: i32 = 2;

/** What /proc/PID/wchan says of it: YES, NO or NOT_SHOWN. */
export function waitsForSignals(kernel: Kernel, pid: i32): i32 {
  const size = kernel.read(`/proc/${pid}/wchan`);
  const place = size > 0 ? kernel.text(0, size) : "0";
  if (place === "0") return NOT_SHOWN;
  return place.includes("sigtimedwait") ? YES : NO;
}
