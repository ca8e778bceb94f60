/** The core as it is compiled for the binary, in Node: build/NAME/core.wasm with its imports bound to a Kernel. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Kernel, SpawnRequest } from "../../src/core/base/kernel";
import type { InitLike } from "./drive";

const root = fileURLToPath(new URL("../..", import.meta.url));
const modules = new Map<string, WebAssembly.Module>();

/** A module that was built; compiled once. */
export function wasmModule(path: string): WebAssembly.Module {
  const module = modules.get(path) ?? new WebAssembly.Module(readFileSync(`${root}${path}`));
  modules.set(path, module);
  return module;
}

/** The strings of a module's memory: UTF-16, with the size in bytes four bytes before the first character. */
export class WasmStrings {
  constructor(private readonly memory: () => WebAssembly.Memory) {}

  get(address: number, length = new Uint32Array(this.memory().buffer)[(address >> 2) - 1] >> 1): string {
    return String.fromCharCode(...new Uint16Array(this.memory().buffer, address, length));
  }

  put(address: number, text: string): void {
    const units = new Uint16Array(this.memory().buffer, address, text.length);
    for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  }
}

interface CoreExports extends InitLike {
  memory: WebAssembly.Memory;
  onDrained(childrenLeft: boolean | number): void;
  collect(): void;
}

/** The compiled init, and how large its memory is. */
export interface WasmInit extends InitLike {
  /** In bytes. */
  memorySize(): number;
}

/** The compiled init over `kernel`. It collects its garbage when native/binary/main.c has it do so. */
export function wasmInit(kernel: Kernel): WasmInit {
  const exports = instantiate<CoreExports>("build/tsinit/core.wasm", kernel);
  return {
    start: () => {
      const goesOn = exports.start();
      exports.collect();
      return goesOn;
    },
    onSignal: (signo) => exports.onSignal(signo),
    onExit: (pid, status) => {
      exports.onExit(pid, status);
      exports.collect();
    },
    onDrained: (childrenLeft) => exports.onDrained(childrenLeft ? 1 : 0),
    onTimer: () => exports.onTimer(),
    gatherTime: () => exports.gatherTime(),
    exitCode: () => exports.exitCode(),
    deadline: () => {
      exports.collect();
      return exports.deadline();
    },
    memorySize: () => exports.memory.buffer.byteLength,
  };
}

/** A module with its imports (src/binary/host.ts) bound to `kernel`. */
export function instantiate<T extends { memory: WebAssembly.Memory }>(path: string, kernel: Kernel): T {
  let memory: WebAssembly.Memory;
  const strings = new WasmStrings(() => memory);
  const instance = new WebAssembly.Instance(wasmModule(path), { host: hostOf(kernel, strings) });
  memory = instance.exports.memory as WebAssembly.Memory;
  return instance.exports as unknown as T;
}

function hostOf(kernel: Kernel, strings: WasmStrings): Record<string, (...args: number[]) => unknown> {
  let variable = "";
  return {
    argumentCount: () => kernel.argumentCount(),
    argumentLength: (index: number) => kernel.argument(index).length,
    argumentText: (index: number, to: number) => strings.put(to, kernel.argument(index)),
    variableLength: (name: number, length: number) => {
      const value = kernel.variable(strings.get(name, length));
      variable = value ?? "";
      return value?.length ?? -1;
    },
    hasVariables: (prefix: number, length: number) => kernel.hasVariables(strings.get(prefix, length)),
    variableText: (to: number) => strings.put(to, variable),
    spawn: (
      program: number,
      place: number,
      terminal: number,
      deathSignal: number,
      listenPid: number,
      skipped: number,
    ) => {
      const fields = { program, place, terminal, deathSignal, listenPid: listenPid !== 0, skipped };
      const request = Object.assign(new SpawnRequest(), fields);
      return kernel.spawn(request);
    },
    failedStep: () => kernel.spawnFailure().step,
    failedErrno: () => kernel.spawnFailure().errno,
    print: (text: number, length: number) => kernel.print(strings.get(text, length)),
    log: (descriptor: number, text: number, length: number) => kernel.log(descriptor, strings.get(text, length)),
    isSubreaper: () => kernel.isSubreaper(),
    openDescriptors: (pid: number) => kernel.openDescriptors(pid),
    sinceBoot: () => kernel.sinceBoot(),
    processLimitNear: (percent: number) => kernel.processLimitNear(percent),
    leaveTerminal: () => kernel.leaveTerminal(),
    suspend: () => kernel.suspend(),
    read: (path: number, length: number, offset: number) => kernel.readFrom(strings.get(path, length), offset),
    lists: (path: number, length: number, number: number) => kernel.lists(strings.get(path, length), number),
    append: (path: number, length: number, text: number, size: number) =>
      kernel.append(strings.get(path, length), strings.get(text, size)),
    isTerminal: (descriptor: number) => kernel.isTerminal(descriptor),
    wallClock: () => kernel.wallClock(),
    byte: (index: number) => kernel.byte(index),
    pid: () => kernel.pid(),
    parentPid: () => kernel.parentPid(),
    becomeSubreaper: () => kernel.becomeSubreaper(),
    setParentDeathSignal: (signo: number) => kernel.setParentDeathSignal(signo),
    foregroundTerminal: () => kernel.foregroundTerminal(),
    letGo: () => kernel.letGo(),
    kill: (pid: number, signo: number) => kernel.kill(pid, signo),
    killGroup: (pgid: number, signo: number) => kernel.killGroup(pgid, signo),
    killNamespace: (signo: number) => kernel.killNamespace(signo),
    openProcesses: () => kernel.openProcesses(),
    nextProcess: () => kernel.nextProcess(),
    readStat: (pid: number) => kernel.readStat(pid),
    holdProcess: (pid: number) => kernel.holdProcess(pid),
    killHeld: (handle: number, signo: number) => kernel.killHeld(handle, signo),
    releaseProcess: (handle: number) => kernel.releaseProcess(handle),
    now: () => kernel.now(),
    workingDirectory: () => {
      variable = kernel.workingDirectory();
      return variable.length;
    },
    executable: () => {
      variable = kernel.executable();
      return variable.length;
    },
    isSecure: () => kernel.isSecure(),
    signalsTaken: () => kernel.signalsTaken(),
    trapped: () => kernel.trapped(),
    program: () => kernel.program(),
    programStatus: () => kernel.programStatus(),
    note: (index: number, value: number) => kernel.note(index, value),
    noted: (index: number) => kernel.noted(index),
  };
}
