/** The core's data as a part of the file: docs/decisions/preloaded-memory.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./run.mjs";

/**
 * Takes the data segments out of core.c and writes them to memory.bin, as the first bytes of the linear memory: the
 * kernel then maps them from the file when they are touched, and nothing is copied at start.
 */
export function preloadMemory(folder, withoutData) {
  const source = readFileSync(`${root}/${folder}/core.c`, "utf8");
  const bytes = new Map();
  for (const [, name, body] of source.matchAll(/^static const u8 (data_segment_data_\w+)\[\] = \{([^}]*)\};/gm)) {
    bytes.set(
      name,
      Buffer.from(
        body
          .split(",")
          .filter((byte) => byte.trim() !== "")
          .map(Number),
      ),
    );
  }
  let memory = Buffer.alloc(0);
  const stripped = source.replace(
    /^ {2}LOAD_DATA\(instance->w2c_memory, (\d+)u, (\w+), (\d+)\);$/gm,
    (_, at, name, size) => {
      const end = Number(at) + Number(size);
      if (bytes.get(name)?.length !== Number(size)) throw new Error(`${name} has not the size that core.c says`);
      if (end > memory.length) memory = Buffer.concat([memory], end);
      bytes.get(name).copy(memory, Number(at));
      return "";
    },
  );
  if (stripped.includes("LOAD_DATA(instance") || memory.length === 0)
    throw new Error("core.c has data segments of an unknown form");
  writeFileSync(`${root}/${withoutData}`, stripped);
  writeFileSync(`${root}/${folder}/memory.bin`, memory);
}
