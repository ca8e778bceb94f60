/** tsinit under Docker. */
import { describe, expect, test } from "vitest";
import { exampleImages } from "./scenarios/example-images";
import { exitCodes } from "./scenarios/exit-codes";
import { hardened } from "./scenarios/hardened";
import { initOption } from "./scenarios/init-option";
import { neighbours } from "./scenarios/neighbours";
import { pidsLimit } from "./scenarios/pids-limit";
import { restart } from "./scenarios/restart";
import { stopping } from "./scenarios/stopping";
import { terminal } from "./scenarios/terminal";
import { zombies } from "./scenarios/zombies";
import { Docker } from "./support/docker";
import { needs } from "./support/runtime";

describe("docker", () => {
  const docker = new Docker();
  needs(docker);
  exitCodes(docker);
  restart(docker);
  zombies(docker);
  stopping(docker);
  pidsLimit(docker);
  neighbours(docker);
  terminal(docker);
  hardened(docker, 2);
  initOption(docker);
  exampleImages(docker);

  test("docker version knows the version of the init, and docker info has nothing to complain of", async () => {
    // for both the daemon runs `INIT --version`
    const components = JSON.parse(await docker.must("version", "--format={{json .Server.Components}}"));
    await docker.must("info");
    expect(components).toContainEqual(
      expect.objectContaining({ Name: "docker-init", Version: expect.stringMatching(/^\d/) }),
    );
    expect(docker.log()).not.toMatch(/unknown output format/);
  });
});
