/** A finished release in the hands of those who take it: node scripts/release/try.mjs FOLDER. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { ARCHITECTURES } from "../../scripts/release/architectures.mjs";
import { OTHER_NAMES } from "../../scripts/release/layer.mjs";
import { PLACES } from "../../scripts/release/places.mjs";
import { pinnedRoot } from "../../scripts/release/root.mjs";
import { sha256 } from "../../scripts/release/sums.mjs";
import { Docker } from "../containers/support/docker";
import { type Engine, IMAGE } from "../containers/support/engine";
import { Podman } from "../containers/support/podman";
import { needs } from "../containers/support/runtime";
import { Command } from "../support/command";
import { standForNodeAlpine } from "./node-alpine";

const project = fileURLToPath(new URL("../../", import.meta.url));
const RELEASE = process.env.TSINIT_RELEASE ?? "";
const WHY_NOT = "no release is named: node scripts/release/try.mjs FOLDER";

/** Where e_machine of elf(5) is in a binary. */
const MACHINE = 18;

/** In seconds, for one that installs npm's packages; on an idle machine it takes one minute. */
const BUILD_LIMIT = 900;

beforeEach(({ skip }) => skip(RELEASE === "", WHY_NOT));

const version = () => (/^tsinit-(.*)\.oci\.tar$/m.exec(readdirSync(RELEASE).join("\n")) as RegExpExecArray)[1];
const archive = () => `${RELEASE}/tsinit-${version()}.oci.tar`;
const tag = () => `${PLACES.image}:${version()}`;

/** Builds an image of these lines, and returns its name. */
async function built(engine: Engine, name: string, dockerfile: string, ...flags: string[]): Promise<string> {
  const context = mkdtempSync(`${engine.machine.directory}/context-`);
  writeFileSync(`${context}/Dockerfile`, dockerfile);
  await engine.must("build", "--network=none", `--tag=${name}`, ...flags, context);
  return name;
}

/** What a container of the image comes to. */
async function ran(engine: Engine, image: string, args: string[], ...flags: string[]) {
  const command = engine.command("run", "--rm", "--network=none", ...flags, image, ...args);
  return engine.machine.run(command, { env: engine.env });
}

function image(engine: Engine): void {
  needs(engine);

  test("loads the image and runs it, under its other names too", async () => {
    expect(await engine.must("load", `--input=${archive()}`)).toContain(tag());
    expect((await ran(engine, tag(), ["--version"])).stdout).toContain(`tsinit version ${version()}`);
    // each of them runs itself, by the name of tsinit, which has the version option in any case
    for (const name of OTHER_NAMES.filter((name) => name !== "pause"))
      expect((await ran(engine, tag(), ["/tsinit", "--version"], `--entrypoint=/${name}`)).stdout).toContain("tsinit");
    const labels = await engine.inspect(tag(), "{{json .Config.Labels}}");
    expect(JSON.parse(labels)["org.opencontainers.image.source"]).toBe(PLACES.repository);
  });

  test("builds a Dockerfile that copies from it, to be run by who is not root", async () => {
    await engine.must("load", `--input=${archive()}`);
    const lines = `FROM ${IMAGE}\nCOPY --from=${tag()} /tsinit /init\nCOPY --from=${tag()} /tini /bin/tini\n`;
    const name = await built(engine, "copied", `${lines}USER 1000\nENTRYPOINT ["/init", "--"]\n`);
    expect((await ran(engine, name, ["sh", "-c", "exit 42"])).code).toBe(42);
    expect((await ran(engine, name, ["sh", "-c", "cat /proc/1/comm"])).stdout).toBe("init\n");
    expect((await ran(engine, name, ["--version"], "--entrypoint=/bin/tini")).stdout).toMatch(/^tini version 0\.19/);
  });
}

describe("Docker", () => {
  const docker = new Docker();
  image(docker);

  test("has a containerd, which takes the image of every platform", async () => {
    const ctr = ["ctr", "--address=/run/docker/containerd/containerd.sock", "--namespace=tsinit", "images"];
    await docker.machine.must([...ctr, "import", "--all-platforms", archive()]);
    const listed = await docker.machine.must([...ctr, "ls"]);
    for (const { docker: platform } of ARCHITECTURES) expect(listed).toContain(platform);
    expect(listed).toContain(tag());
  });
});

describe("Podman", () => {
  const podman = new Podman();
  image(podman);

  test("copies from the archive itself, of another platform too", async () => {
    const from = `oci-archive:${archive()}`;
    const name = await built(podman, "from-file", `FROM ${IMAGE}\nCOPY --from=${from} /tsinit /init\n`);
    expect((await ran(podman, name, ["--", "sh", "-c", "exit 42"], "--entrypoint=/init")).code).toBe(42);
    const other = await built(podman, "from-stage", `FROM --platform=linux/arm64 ${from}\n`);
    expect(await podman.inspect(other, "{{.Architecture}}")).toBe("arm64");
  });

  test(
    "builds from source by Dockerfile.example, in an image that stands for node:20-alpine",
    async () => {
      await standForNodeAlpine(podman);
      const flags = ["--target=from-source", "--network=host", `--file=${project}Dockerfile.example`];
      const command = podman.command("build", "--tag=from-source", ...flags, project);
      await podman.machine.must(command, { env: podman.env, timeLimit: BUILD_LIMIT });
      const lines = `FROM ${IMAGE}\nCOPY --from=from-source /tsinit /init\nENTRYPOINT ["/init", "--"]\n`;
      const name = await built(podman, "with-source", lines);
      expect((await ran(podman, name, ["sh", "-c", "exit 42"])).code).toBe(42);
      // the compiler and musl are those of the release
      const sum = await ran(podman, name, ["sha256sum", "/init"]);
      expect(sum.stdout.split(" ")[0]).toBe(sha256(`${RELEASE}/tsinit-amd64`));
    },
    1000 * BUILD_LIMIT,
  );

  test("mounts the image as a volume, from which the init is PID 1", async () => {
    await podman.must("load", `--input=${archive()}`);
    const volume = `--mount=type=image,source=${tag()},destination=/tools`;
    const inVolume = (...args: string[]) =>
      ran(podman, IMAGE, ["--", "sh", "-c", ...args], volume, "--entrypoint=/tools/tsinit");
    expect((await inVolume("exit 42")).code).toBe(42);
    expect((await inVolume("readlink /proc/1/exe")).stdout).toBe("/tools/tsinit\n");
    const [, , , options] = (await inVolume("grep ' /tools ' /proc/mounts")).stdout.split(" ");
    expect(options.split(",")).toContain("ro");
    expect(options.split(",")).not.toContain("noexec");
  });
});

describe("in a Debian of its own", () => {
  /** Runs a script as root of the pinned Debian, what it writes there is gone afterwards. */
  async function inDebian(script: string) {
    const layers = "lowerdir=$1,upperdir=/run/upper,workdir=/run/work";
    const prepare = `mount -t tmpfs tmpfs /run && mkdir /run/upper /run/work /run/root &&
      mount -t overlay -o ${layers} overlay /run/root && mount --bind "$2" /run/root/mnt &&
      mount -t proc proc /run/root/proc && exec chroot /run/root sh -ec "$3"`;
    const argv = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", prepare, "sh"];
    const { code, stdout, stderr } = await new Command([...argv, pinnedRoot(), RELEASE, script]).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  const works = 'tsinit -s -- sh -c "exit 42" || test $? = 42; tsinit --version';

  test("the .deb is installed, works, and leaves nothing behind", async () => {
    const script = `export DEBIAN_FRONTEND=noninteractive LC_ALL=C
      before=$(find / -xdev -path /var -prune -o -path /proc -prune -o -path /mnt -prune -o -print | sort)
      dpkg -i /mnt/tsinit_${version()}_amd64.deb >/dev/null; dpkg --verify tsinit; dpkg --audit
      ${works}; dpkg --purge tsinit >/dev/null
      after=$(find / -xdev -path /var -prune -o -path /proc -prune -o -path /mnt -prune -o -print | sort)
      test "$before" = "$after" && echo gone`;
    expect(await inDebian(script)).toMatch(/^tsinit version .*\ngone\n$/);
  });

  test("the .rpm is installed, works, and leaves nothing behind", async () => {
    const script = `rpm --initdb; rpm -i --nodeps --noscripts /mnt/tsinit-${version()}-1.x86_64.rpm
      rpm -V --nodeps tsinit; ${works}; rpm -e --nodeps tsinit; test ! -e /usr/bin/tsinit && echo gone`;
    expect(await inDebian(script)).toMatch(/^tsinit version .*\ngone\n$/);
  });

  test("the i386 binary runs natively", async () => {
    const script = `/mnt/tsinit-386 -s -- sh -c "exit 42" || test $? = 42; /mnt/tsinit-i686 --version`;
    expect(await inDebian(script)).toMatch(/^tsinit version /);
  });
});

test("every package says what the licences of others want to be said", () => {
  const list = (name: string) => {
    const path = `${RELEASE}/${name}`;
    if (name.endsWith(".deb")) return execFileSync("dpkg-deb", ["--contents", path], { encoding: "utf8" });
    if (name.endsWith(".rpm")) return execFileSync("rpm", ["-qlp", path], { encoding: "utf8" });
    return execFileSync("tar", ["--list", "--file", path], { encoding: "utf8" });
  };
  const packages = readdirSync(RELEASE).filter((name) => /\.(deb|rpm|tar\.gz|tgz)$/.test(name));
  expect(packages.length).toBeGreaterThan(3 * ARCHITECTURES.length);
  expect(packages.filter((name) => !/\/THIRD-PARTY$/m.test(list(name)))).toEqual([]);
});

test("every binary is one of its machine", () => {
  for (const { label, machine } of ARCHITECTURES) {
    const bytes = readFileSync(`${RELEASE}/tsinit-${label}`);
    const isLittleEndian = bytes[5] === 1;
    expect(isLittleEndian ? bytes.readUInt16LE(MACHINE) : bytes.readUInt16BE(MACHINE)).toBe(machine);
  }
});
