/** tsinit under Docker. */
import { describe, expect, test } from "vitest";
import { everything } from "./scenarios/common";
import { exampleImages } from "./scenarios/example-images";
import { initOption } from "./scenarios/init-option";
import { restart } from "./scenarios/restart";
import { Docker } from "./support/docker";

describe("docker", () => {
  const docker = new Docker();
  everything(docker, 2);
  restart(docker);
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
