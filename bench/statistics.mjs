/** @param {number[]} values */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** @param {number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/** The distance between the quartiles: how much of a median is noise. */
export function spread(values) {
  return quantile(values, 0.75) - quantile(values, 0.25);
}
