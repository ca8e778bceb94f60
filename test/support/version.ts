import { fileURLToPath } from "node:url";
import { versionOf } from "../../scripts/version.mjs";

/** The version of this checkout. */
export const VERSION: string = versionOf(fileURLToPath(new URL("../..", import.meta.url)));
