/** tsinit under runc, which runs the containers of Docker, containerd and Kubernetes. */
import { describe } from "vitest";
import { basics, everything } from "./scenarios/common";
import { RootlessRunc, Runc } from "./support/runc";

describe("runc", () => everything(new Runc(), 0));

describe("runc in a user namespace, run by a user who is not root", () => basics(new RootlessRunc()));
