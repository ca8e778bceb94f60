/** Whose contract comes with a name. */
import { decimal } from "../base/text";
import { Catatonit } from "./catatonit";
import { Contract } from "./contract";
import { DumbInit } from "./dumb-init";
import { Pause } from "./pause";
import { Tini } from "./tini";
import { Tsinit } from "./tsinit";

/** No file of a release has a longer name. */
const LONGEST_NAME: i32 = 64;

/** Every contract, tsinit's first. */
export function allContracts(): Contract[] {
  return [new Tsinit(), new Tini(), new DumbInit(), new Catatonit(), new Pause()];
}

/** The contract of whoever is called so; null if that is nobody's name. */
export function contractOf(name: string): Contract | null {
  if (name === "tsinit") return new Tsinit(); // no need to make the others
  const all = allContracts();
  for (let called = name; called.length > 0; called = withoutBuild(called)) {
    for (let i: i32 = 0; i < all.length; i++) {
      if (all[i].isCalled(called)) return all[i];
    }
  }
  return null;
}

/**
 * The files of releases say for what they were built: `tini-static-amd64`, `dumb-init_1.2.5_x86_64`, `catatonit.x86_64`. What
 * comes behind the last `-`, `_` or `.` is left out if it is an architecture, a version, a C library or an operating system;
 * "" if it is something else, as in `tini-wrapper.sh`.
 */
function withoutBuild(name: string): string {
  let at = name.length - 1;
  while (at > 0 && !isSeparator(name.charAt(at))) at--;
  const word = name.substring(at + 1);
  return at > 0 && name.length <= LONGEST_NAME && (isArchitecture(word) || isVersion(word))
    ? name.substring(0, at)
    : "";
}

function isSeparator(character: string): bool {
  return character === "-" || character === "_" || character === ".";
}

/** As uname(1), Docker and Debian call them. `x86_64` is two words here, `x86` and a number. */
function isArchitecture(word: string): bool {
  const known =
    " amd64 x86 x64 i386 i686 386 arm64 aarch64 arm armel armhf armv5 armv6 armv7 armv7l ppc64 ppc64le ppc64el s390x riscv64 mips64le mips64el loong64 loongarch64 linux musl muslc ";
  return word.length > 0 && known.includes(` ${word} `);
}

/** `1`, `v0`: a part of a version. */
function isVersion(word: string): bool {
  return decimal(word.startsWith("v") ? word.substring(1) : word) >= 0;
}
