/** Shows tsinit at work: installs what is needed, builds, runs examples/demo. Run by hand: npm start */
import { statSync } from "node:fs";
import { demo } from "../examples/demo/demo.mjs";
import { setup } from "./setup.mjs";

setup();
// it imports what setup() has installed
const { build } = await import("./build.mjs");
const output = build();
console.log(`${output}: ${statSync(new URL(`../${output}`, import.meta.url)).size} bytes`);
await demo();
