/**
 * A transform for asc (--transform): compiles src/binary/collector.ts in place of the collector of its minimal runtime. A
 * runtime given by --runtime PATH would not do: asc then keeps a stack of all references in memory, for collections at any time.
 */
import { readFileSync } from "node:fs";
import { libraryFiles } from "assemblyscript/asc";
import { Transform } from "assemblyscript/transform";

libraryFiles["rt/tcms"] = readFileSync(new URL("../src/binary/collector.ts", import.meta.url), "utf8");

export default class extends Transform {}
