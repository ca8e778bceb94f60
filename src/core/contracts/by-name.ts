/** Whose contract comes with a name. */
import { Catatonit } from "./catatonit";
import { Contract } from "./contract";
import { DumbInit } from "./dumb-init";
import { Pause } from "./pause";
import { Tini } from "./tini";
import { Tsinit } from "./tsinit";

/** Every contract, tsinit's first. */
export function allContracts(): Contract[] {
  return [new Tsinit(), new Tini(), new DumbInit(), new Catatonit(), new Pause()];
}

/** The contract of whoever is called so; null if that is nobody's name. */
export function contractOf(name: string): Contract | null {
  if (name === "tsinit") return new Tsinit(); // no need to make the others
  const all = allContracts();
  for (let i: i32 = 0; i < all.length; i++) {
    if (all[i].isCalled(name)) return all[i];
  }
  return null;
}
