/**
 * A long text as it is used. Texts are UTF-16 in AssemblyScript, and those of tsinit are ASCII: half of their bytes would be
 * zeros, in the file and in memory. So scripts/cold.mjs puts two characters of a long one into each unit, `packed`, and a call of
 * this function where the text was. Of an odd number of characters the last unit holds one, and 0.
 */
// @ts-ignore: only asc compiles this file
@global
export function wide(packed: string): string {
  const last = packed.length - 1;
  const length = packed.length * 2 - (packed.charCodeAt(last) < 256 ? 1 : 0);
  const text = changetype<string>(__new(<usize>length << 1, idof<string>()));
  for (let i: i32 = 0; i < length; i++) {
    store<u16>(changetype<usize>(text) + (<usize>i << 1), load<u8>(changetype<usize>(packed) + <usize>i));
  }
  return text;
}
