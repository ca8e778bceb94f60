/** In place of the pinned root: this machine, with versions that are made up. */
import { ARCHITECTURES } from "./architectures.mjs";

export const pinnedRoot = () => "";
export const rootOf = () => "";
export const snapshotOf = () => "20261127T120000Z";

export function versions() {
  const musl = ARCHITECTURES.map(({ debian }) => [`musl-dev:${debian}`, "1.2.5-3"]);
  const cross = ARCHITECTURES.map(({ debian }) => [`libgcc-14-dev-${debian}-cross`, "14.2.0-19cross1"]);
  return Object.fromEntries([["libgcc-14-dev", "14.2.0-19"], ...cross, ...musl]);
}
