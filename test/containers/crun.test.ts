/** tsinit under crun, which Podman and CRI-O prefer. */
import { describe } from "vitest";
import { everything } from "./scenarios/common";
import { Crun } from "./support/crun";

describe("crun", () => everything(new Crun(), 0));
