/**
 * The addon as a part of the library's own text, so that it goes wherever a bundler takes that: into one file, or an executable.
 * The build puts it here: scripts/build-node.mjs.
 */
import { inflateRawSync } from "node:zlib";

/** By `process.arch`, compressed, in base64. */
declare const PACKED_ADDONS: Record<string, string>;

/** Which machines there is one for, as process.arch names them. */
export function packedMachines(): string[] {
  return Object.keys(PACKED_ADDONS);
}

/**
 * The bytes of the addon for this machine; null if there is none. Deflated, which takes little memory: after brotli, which takes
 * megabytes, V8 sets a timer to collect garbage, and an idle init would be woken up.
 */
export function packedAddon(): Uint8Array | null {
  const text = PACKED_ADDONS[process.arch];
  return text === undefined ? null : inflateRawSync(Buffer.from(text, "base64"));
}
