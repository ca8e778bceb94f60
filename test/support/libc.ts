/** The C library by FFI: a way to the kernel beside the addon's, so that the addon is not its own only witness. */
import { DataType, load, open } from "ffi-rs";

open({ library: "libc", path: "" }); // this process itself, which has it

const PR_SET_PDEATHSIG = 1;
const PR_GET_PDEATHSIG = 2;
const PR_SET_CHILD_SUBREAPER = 36;
const PR_GET_CHILD_SUBREAPER = 37;

function call(name: string, ...args: (number | Buffer)[]): number {
  const paramsType = args.map((value) => (typeof value === "number" ? DataType.I32 : DataType.U8Array));
  return load({ library: "libc", funcName: name, retType: DataType.I32, paramsType, paramsValue: args }) as number;
}

/** What a prctl(2) that answers through a pointer writes. */
function prctlFlag(option: number): number {
  const flag = Buffer.alloc(4);
  if (call("prctl", option, flag) < 0) throw new Error(`prctl ${option}`);
  return flag.readInt32LE();
}

export const isSubreaper = () => prctlFlag(PR_GET_CHILD_SUBREAPER);
export const setSubreaper = (on: number) => call("prctl", PR_SET_CHILD_SUBREAPER, on);
export const parentDeathSignal = () => prctlFlag(PR_GET_PDEATHSIG);
export const setParentDeathSignal = (signo: number) => call("prctl", PR_SET_PDEATHSIG, signo);
/** To this process itself. */
export const raise = (signo: number) => call("kill", process.pid, signo);
/** waitpid(2) for one child, not blocking: [what it returned, the status]. */
export function waitpid(pid: number): [number, number] {
  const status = Buffer.alloc(4);
  const WNOHANG = 1;
  return [call("waitpid", pid, status, WNOHANG), status.readInt32LE()];
}
