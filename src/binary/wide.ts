/** scripts/cold.mjs puts all that it packs here, with two characters in each unit. */
const ALL: string = "PACKED";

/**
 * A text as it is used, of which `length` characters lie at `start`. Texts are UTF-16 in AssemblyScript, and those of tsinit are
 * ASCII: half of their bytes would be zeros, and each would have a head of 20 bytes. So scripts/cold.mjs puts long ones and those
 * that are rarely used into ALL, and a call of this function where the text was.
 */
// @ts-ignore: only asc compiles this file
@global
export function wide(start: i32, length: i32): string {
  const text = changetype<string>(__new(<usize>length << 1, idof<string>()));
  for (let i: i32 = 0; i < length; i++) {
    store<u16>(changetype<usize>(text) + (<usize>i << 1), load<u8>(changetype<usize>(ALL) + <usize>(start + i)));
  }
  return text;
}
