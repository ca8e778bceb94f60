/** The numbers that the core and C share: written once, in TypeScript, and generated for C. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "./run.mjs";

const HOME = "src/core/base";

/** Writes FOLDER/numbers.h: `#define CORE_NAME NUMBER` for each `export const NAME: i32 = NUMBER;` of src/core/base. */
export function writeNumbers(folder) {
  const lines = readdirSync(`${root}/${HOME}`)
    .sort()
    .flatMap((file) => [
      ...readFileSync(`${root}/${HOME}/${file}`, "utf8").matchAll(/^export const (\w+): i32 = (\d+);$/gm),
    ])
    .map(([, name, number]) => `#define CORE_${name} ${number}\n`);
  mkdirSync(`${root}/${folder}`, { recursive: true });
  writeFileSync(
    `${root}/${folder}/numbers.h`,
    `/* Generated from ${HOME} by scripts/build/numbers.mjs. */\n${lines.join("")}`,
  );
}
