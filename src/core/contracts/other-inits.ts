/** What to say of an option that the init has not, and another has. */
import { allContracts } from "./by-name";
import { Contract } from "./contract";

/** Whose it is, and what does the same here; "" if nobody has it. */
export function whoseOption(here: Contract, letter: string, long: string): string {
  const all = allContracts();
  for (let i: i32 = 0; i < all.length; i++) {
    const own = all[i].findOption(letter, long);
    if (own === null) continue;
    const instead = here.insteadOf(own);
    const way = instead.length > 0 ? instead : `for which the first option has to be --as ${all[i].name()}`;
    return `it is an option of ${all[i].name()}, ${way}`;
  }
  return "";
}
