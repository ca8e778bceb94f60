/** The place of `pid` in a list that is sorted, or where it would have to be inserted. */
export function placeOf(pids: i32[], pid: i32): i32 {
  let low: i32 = 0;
  let high: i32 = pids.length;
  while (low < high) {
    const middle: i32 = (low + high) >> 1;
    if (pids[middle] < pid) low = middle + 1;
    else high = middle;
  }
  return low;
}
