/** The numbers that the core and C share: written once, in TypeScript, and generated for C. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "./run.mjs";

const HOME = "src/core/base";

/** Each `export const NAME: i32 = NUMBER;` of src/core/base, by its name. */
export function sharedNumbers() {
  const texts = readdirSync(`${root}/${HOME}`)
    .sort()
    .map((file) => readFileSync(`${root}/${HOME}/${file}`, "utf8"));
  const found = texts.flatMap((text) => [...text.matchAll(/^export const (\w+): i32 = (\d+);$/gm)]);
  return Object.fromEntries(found.map(([, name, number]) => [name, Number(number)]));
}

/** Writes FOLDER/numbers.h: `#define CORE_NAME NUMBER` for each of them. */
export function writeNumbers(folder) {
  const lines = Object.entries(sharedNumbers()).map(([name, number]) => `#define CORE_${name} ${number}\n`);
  mkdirSync(`${root}/${folder}`, { recursive: true });
  writeFileSync(
    `${root}/${folder}/numbers.h`,
    `/* Generated from ${HOME} by scripts/build/numbers.mjs. */\n${lines.join("")}`,
  );
}
