/** Configurations as engines write them (test/recorded/oci-configs), and what is made of these. */
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../recorded/oci-configs/", import.meta.url);

/** The recorded ones, by name. Each character is one byte. */
export const CONFIGS: Record<string, string> = Object.fromEntries(
  readdirSync(FOLDER).map((name) => [name.replace(".json", ""), readFileSync(new URL(name, FOLDER), "latin1")]),
);

/** What a mutation puts in: what the grammar is made of, and what matters in a configuration. */
const PIECES = [
  ...'{}[],:"\\-+.eE01 \n\t\0\x7f\xff',
  ...["null", "true", "[]", "{}", '""', "\\u0061", "\\ud83d\\ude00", "\xc3\xa9", "\xef\xbb\xbf", "1e9", "-0", "01"],
  ...['"args"', '"Args"', '"mounts":null,', '"process":{},', '"annotations":{"dev.tsinit/inject":"false"},', "/* */"],
];

/** A pseudo-random number below `n`: the same seed gives the same ones. */
export function randomFrom(seed: number): (n: number) => number {
  let state = seed | 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

/** A recorded configuration with one to three mistakes in it. */
export function mutated(seed: number): string {
  const random = randomFrom(Math.imul(seed + 1, 2654435761));
  const all = Object.values(CONFIGS);
  let text = all[random(all.length)];
  for (let left = 1 + random(3); left > 0; left--) {
    const at = random(text.length + 1);
    const length = random(8) === 0 ? random(text.length) : random(4);
    const piece = random(3) === 0 ? "" : PIECES[random(PIECES.length)];
    switch (random(4)) {
      case 0: // a part is left out
        text = text.slice(0, at) + text.slice(at + length);
        break;
      case 1: // a part is there twice
        text = text.slice(0, at + length) + text.slice(at);
        break;
      default: // something is put in
        text = text.slice(0, at) + piece + text.slice(at + (random(2) === 0 ? 1 : 0));
    }
  }
  return text;
}
