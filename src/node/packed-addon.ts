/**
 * The addon as a part of the library's own text, so that it goes wherever a bundler takes that: into one file, or an executable.
 * The build puts it here: scripts/build-node.mjs.
 */
import { brotliDecompressSync } from "node:zlib";

/** By `process.arch`, compressed, in base64. */
declare const PACKED_ADDONS: Record<string, string>;

/** The bytes of the addon for this machine; null if there is none. */
export function packedAddon(): Uint8Array | null {
  const text = PACKED_ADDONS[process.arch];
  return text === undefined ? null : brotliDecompressSync(Buffer.from(text, "base64"));
}
