/** examples/runtime: the files fit each other and the documents, and the installer undoes what it does. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { optionTable } from "../../src/core/options/table";
import { temporaryDirectory } from "../support/directory";
import { dist } from "../support/fixtures";
import { installed } from "../support/installed";
import { BUNDLE, call, change } from "./support/memory-host";

const FOLDER = new URL("../../examples/runtime/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");
const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
const RUNTIME = "/opt/tsinit/tsinit-runtime";

test("each file that names the runtime has the same path for it", () => {
  const naming = files.filter((name) => read(name).includes(RUNTIME));
  for (const name of naming) expect(read(name).match(/\/[\w/]*tsinit-runtime(?=["'])/g), name).not.toContain("/usr");
  const wanted = ["containers.conf", "daemon.json", "containerd-1.toml", "containerd-2.toml", "crio.conf", "kind.yaml"];
  expect(naming).toEqual(expect.arrayContaining([...wanted, "k3s/config.toml.tmpl", "k3s/config-v3.toml.tmpl"]));
});

test("runtime.conf has the defaults, and no setting that there isn't", () => {
  const config = '{"process":{"args":["app"]},"linux":{"namespaces":[{"type":"pid"}]}}';
  const conf = { "/etc/tsinit/runtime.conf": read("runtime.conf") };
  expect(change(config, { files: conf })).toEqual(change(config));
  // the lines that are remarks are settings too
  const all = read("runtime.conf").replace(/^# (?=\w+ = )/gm, "");
  const files = { "/etc/tsinit/runtime.conf": all, [BUNDLE]: config };
  expect(call({ files, executables: ["/usr/sbin/runc", "/opt/tsinit/tsinit"] })).toMatchObject({
    real: "/usr/sbin/runc",
    stderr: "",
    files: { [BUNDLE]: expect.stringContaining('["/.tsinit","--grace","20s","--stop-timeout","8s","--","app"]') },
  });
});

describe("docs/runtime.md", () => {
  const text = read("../../docs/runtime.md");
  const rows = [...text.matchAll(/^\| (?:`([a-z-]+)` )?\| `(TSINIT_RUNTIME_\w+)` \| (.*?) \|/gm)];

  test("has every setting, its variable and its default", () => {
    const [source] = /(?<=const names = \[)[^\]]*/.exec(read("../../src/runtime/settings.ts")) ?? [""];
    const names = source.match(/[a-z-]+/g) ?? [];
    expect(rows.map(([, name]) => name)).toEqual([...names, undefined]);
    for (const [, name = "conf", variable, value] of rows) {
      expect(variable).toBe(`TSINIT_RUNTIME_${name.replace("-", "_").toUpperCase()}`);
      const [, stated] = new RegExp(`^${name} = (.*)$`, "m").exec(read("runtime.conf")) ?? [];
      if (stated) expect(value).toBe(`\`${stated}\``);
    }
  });

  test("has the size of the file", () => {
    const [, kilobytes] = /static binary of its own, of (\d+) kB/.exec(text) ?? [];
    expect(Math.abs(statSync(dist("tsinit-runtime")).size / 1000 - Number(kilobytes))).toBeLessThan(2);
  });

  test("names options that there are", () => {
    for (const [, name] of text.matchAll(/`dev\.tsinit\/([a-z-]+)/g))
      if (name !== "inject") expect(optionTable().map(({ long }) => long)).toContain(name);
  });
});

test("a pod names the class, the class the runtime, and both fit the nodes of the installer", () => {
  const runtimeClass = parse(read("kubernetes/runtimeclass.yaml"));
  expect(parse(read("kubernetes/pod.yaml")).spec.runtimeClassName).toBe(runtimeClass.metadata.name);
  for (const name of ["containerd-1.toml", "containerd-2.toml", "crio.conf"])
    expect(read(name)).toMatch(new RegExp(`^\\[.*runtimes\\.${runtimeClass.handler}\\]$`, "m"));
  const [install, remove] = parseAllDocuments(read("kubernetes/install.yaml")).map((document) => document.toJS());
  expect(install.spec.template.spec.nodeSelector).toEqual(runtimeClass.scheduling.nodeSelector);
  expect(remove.spec.template.spec.nodeSelector).not.toEqual(runtimeClass.scheduling.nodeSelector);
  const { namespace, configMapGenerator, resources } = parse(read("kubernetes/kustomization.yaml"));
  expect(namespace).toBeUndefined();
  expect(configMapGenerator[0].name).toBe(install.spec.template.spec.volumes[1].configMap.name);
  for (const name of [...resources, ...configMapGenerator[0].files]) expect(files).toContain(`kubernetes/${name}`);
  expect(Object.keys(parse(read("kind.yaml")).nodes[0].labels)).toEqual(["tsinit.dev/runtime"]);
});

test("containerd-1.toml is understood by containerd", ({ skip }) => {
  skip(installed("containerd") === "", "not installed: containerd");
  const path = new URL("containerd-1.toml", FOLDER).pathname;
  const { status, stdout, stderr } = spawnSync("containerd", ["--config", path, "config", "dump"], {
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  expect(stdout).toContain(`BinaryName = "${RUNTIME}"`);
  expect(stdout).toContain('pod_annotations = ["dev.tsinit/*"]');
});

describe("install.sh", () => {
  const script = new URL("kubernetes/install.sh", FOLDER).pathname;
  const CONTAINERD = `version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n`;

  /** A node: its root directory, and the new files in another one. */
  class Node {
    readonly directory = temporaryDirectory();
    readonly root = `${this.directory}/root`;
    readonly containerd = `${this.root}/etc/containerd/config.toml`;
    readonly crio = `${this.root}/etc/crio/crio.conf.d`;
    readonly conf = `${this.root}/etc/tsinit/runtime.conf`;

    constructor() {
      mkdirSync(`${this.directory}/new`);
      for (const name of ["tsinit", "tsinit-runtime"]) writeFileSync(`${this.directory}/new/${name}`, `new ${name}`);
      mkdirSync(this.root);
    }

    write(path: string, text: string): this {
      mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      writeFileSync(path, text);
      return this;
    }

    /** Runs it. What it has asked to be started again. */
    run(...args: string[]): string[] {
      const log = `${this.directory}/restarted`;
      writeFileSync(log, "");
      writeFileSync(`${this.directory}/restart`, `#!/bin/sh\necho "$1" >> ${log}\n`, { mode: 0o755 });
      const env = { PATH: process.env.PATH, RESTART: `${this.directory}/restart` };
      execFileSync("sh", [script, ...args, this.root], { env, stdio: ["ignore", "ignore", "pipe"] });
      return readFileSync(log, "utf8").split("\n").filter(Boolean);
    }

    install(): string[] {
      return this.run("install", `${this.directory}/new`);
    }

    /** Every file below the root directory. */
    files(): Record<string, string> {
      const names = readdirSync(this.root, { recursive: true, encoding: "utf8" }).sort();
      const paths = names.map((name) => `${this.root}/${name}`).filter((path) => statSync(path).isFile());
      return Object.fromEntries(paths.map((path) => [path.slice(this.root.length), readFileSync(path, "utf8")]));
    }
  }

  test.each([
    [2, "io.containerd.grpc.v1.cri"],
    [3, "io.containerd.cri.v1.runtime"],
  ])("containerd with version = %i: installed, again, removed, again", (version, plugin) => {
    const node = new Node();
    node.write(node.containerd, CONTAINERD.replace("version = 2", `version = ${version}`));
    chmodSync(node.containerd, 0o600);
    const before = node.files();

    expect(node.install()).toEqual(["containerd"]);
    const after = node.files();
    expect(after["/etc/containerd/config.toml"]).toContain(`[plugins.'${plugin}'.containerd.runtimes.tsinit]`);
    expect(after["/etc/containerd/config.toml"]).toContain(`BinaryName = '${RUNTIME}'\n    SystemdCgroup = true\n`);
    expect(after).toMatchObject({ "/opt/tsinit/tsinit": "new tsinit", [RUNTIME]: "new tsinit-runtime" });
    expect(statSync(`${node.root}${RUNTIME}`).mode & 0o777).toBe(0o755);
    expect(statSync(node.containerd).mode & 0o777).toBe(0o600);
    expect(node.install()).toEqual([]);
    expect(node.files()).toEqual(after);

    expect(node.run("remove")).toEqual(["containerd"]);
    expect(node.files()).toEqual(before);
    expect(node.run("remove")).toEqual([]);
    expect(node.files()).toEqual(before);
    expect(existsSync(`${node.root}/opt/tsinit`)).toBe(false);
  });

  test("CRI-O: a file of its own; cgroups that are not systemd's", () => {
    const node = new Node();
    node.write(`${node.crio}/10-crio.conf`, "[crio]\n").write(node.containerd, "version = 2\n");
    const before = node.files();
    expect(node.install()).toEqual(["containerd", "crio"]);
    expect(node.files()["/etc/containerd/config.toml"]).toContain("SystemdCgroup = false");
    const lines = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines(node.files()["/etc/crio/crio.conf.d/50-tsinit.conf"])).toEqual(lines(read("crio.conf")));
    expect(node.install()).toEqual([]);
    expect(node.run("remove")).toEqual(["containerd", "crio"]);
    expect(node.files()).toEqual(before);
  });

  test("what it adds to containerd's configuration is what containerd-1.toml and -2.toml say", () => {
    for (const version of [1, 2]) {
      const node = new Node();
      node.write(node.containerd, CONTAINERD.replace("version = 2", `version = ${version + 1}`));
      node.install();
      const lines = (text: string) =>
        text.split("\n").filter((line) => line.trim() !== "" && !/^\s*#|^version/.test(line));
      const added = readFileSync(node.containerd, "utf8").split("# tsinit-runtime begins")[1];
      expect(lines(added.replaceAll("'", '"'))).toEqual(lines(read(`containerd-${version}.toml`).replaceAll("'", '"')));
    }
  });

  test("a newer tsinit takes the old one's place, and nothing is started again for it", () => {
    const node = new Node();
    node.write(node.containerd, CONTAINERD);
    node.install();
    writeFileSync(`${node.directory}/new/tsinit`, "newer");
    expect(node.install()).toEqual([]);
    expect(node.files()["/opt/tsinit/tsinit"]).toBe("newer");
    expect(statSync(`${node.root}/opt/tsinit/tsinit`).mode & 0o777).toBe(0o755);
  });

  test("settings that somebody has changed stay", () => {
    const node = new Node();
    node.write(node.containerd, CONTAINERD);
    node.install();
    node.write(node.conf, "containers = asked\n");
    node.install();
    node.run("remove");
    expect(node.files()["/etc/tsinit/runtime.conf"]).toBe("containers = asked\n");
  });

  test.each([
    [
      "a configuration of an unknown form",
      (node: Node) => node.write(node.containerd, "[plugins]\n"),
      "neither version = 2",
    ],
    ["neither containerd nor CRI-O", (node: Node) => node, "there is neither"],
  ])("%s: refused, and nothing is changed", (_, make, why) => {
    const node = make(new Node());
    const before = node.files();
    expect(() => node.install()).toThrow(why);
    expect(node.files()).toEqual(before);
  });
});
