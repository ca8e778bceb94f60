/** The children of the init, zombies too, as the kernel lists them: proc_pid_children(5). */
import { ENOENT } from "../base/errno";
import { Kernel, PIECE } from "../base/kernel";

/**
 * Their pids, in `children`. 0, or -errno: -ENOENT where the kernel was built without CONFIG_PROC_CHILDREN. One that ends
 * meanwhile can hide another: who must miss nobody looks again when an end is told.
 */
export function readChildren(kernel: Kernel, children: i32[]): i32 {
  children.length = 0;
  const self = kernel.pid();
  const path = `/proc/${self}/task/${self}/children`;
  let pid: i32 = 0;
  let isRead: bool = false;
  for (let offset: i32 = 0; ; offset += PIECE) {
    const size = kernel.readFrom(path, offset);
    if (size < 0) return size;
    for (let at: i32 = 0; at < size; at++) {
      const byte = kernel.byte(at);
      if (byte >= 48 && byte <= 57) {
        pid = pid * 10 + byte - 48;
      } else {
        if (pid > 1) children.push(pid);
        pid = 0;
      }
    }
    isRead = isRead || size > 0;
    if (size < PIECE) break;
  }
  if (pid > 1) children.push(pid);
  return isRead ? 0 : -ENOENT;
}
