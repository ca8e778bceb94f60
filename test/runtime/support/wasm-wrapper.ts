/** The core as it is compiled for dist/tsinit-runtime, in Node: build/tsinit-runtime/core.wasm with its imports bound to a Host. */
import { WasmStrings, wasmModule } from "../../support/wasm-core";
import { MemoryHost, type Result, resultOf, type World } from "./memory-host";

interface Exports {
  memory: WebAssembly.Memory;
  start(): number;
}

/** As call() of memory-host.ts. */
export function callCompiled(world: World): Result {
  const host = new MemoryHost(world);
  let memory: WebAssembly.Memory;
  let found = "";
  const strings = new WasmStrings(() => memory);
  const show = (text: string | null) => {
    found = text ?? "";
    return text?.length ?? -1;
  };
  const imports = {
    host: {
      argumentCount: () => host.argumentCount(),
      argumentLength: (index: number) => host.argument(index).length,
      argumentText: (index: number, to: number) => strings.put(to, host.argument(index)),
      variableLength: (name: number, length: number) => show(host.variable(strings.get(name, length))),
      variableText: (to: number) => strings.put(to, found),
      executable: () => show(host.executable()),
      wallClock: () => host.wallClock(),
      log: (_: number, text: number, length: number) => host.complain(strings.get(text, length)),
    },
    bundle: {
      load: (path: number, length: number) => host.load(strings.get(path, length)),
      at: (index: number) => host.at(index),
      endOfPlain: (start: number) => host.endOfPlain(start),
      text: (start: number, end: number, to: number) => strings.put(to, host.text(start, end)),
      look: (path: number, length: number) => host.look(strings.get(path, length)),
      hasDirectory: (root: number, length: number, path: number, size: number) =>
        host.hasDirectory(strings.get(root, length), strings.get(path, size)),
      create: () => host.create(),
      copy: (start: number, end: number) => host.copy(start, end),
      put: (text: number, length: number) => host.put(strings.get(text, length)),
      replace: () => host.replace(),
      append: (path: number, length: number, text: number, size: number) =>
        host.append(strings.get(path, length), strings.get(text, size)),
      choose: (path: number, length: number) => host.choose(strings.get(path, length)),
    },
  };
  const instance = new WebAssembly.Instance(wasmModule("build/tsinit-runtime/core.wasm"), imports);
  const exports = instance.exports as unknown as Exports;
  memory = exports.memory;
  return resultOf(host, exports.start());
}
