/** Which containers get the init, from where, with what options; what is said where it cannot be. */
import { describe, expect, test } from "vitest";
import { GO_ON } from "../../src/runtime/wrapper";
import { CONFIGS } from "./support/configs";
import { MOUNT, mustBeChangedWell } from "./support/expectation";
import { BUNDLE, call, change, type World } from "./support/memory-host";

const CONF = "/etc/tsinit/runtime.conf";

interface Parts {
  args?: unknown;
  annotations?: unknown;
  namespaces?: unknown[];
  mounts?: unknown;
}

function config({ args = ["app"], annotations, namespaces = [{ type: "pid" }], mounts = [] }: Parts = {}): string {
  return JSON.stringify({ process: { args }, mounts, annotations, linux: { namespaces } });
}

/** The arguments that a configuration comes to. */
function argsOf(text: string, world: World = {}): string[] {
  return JSON.parse(change(text, world).config).process.args;
}

const isChanged = (text: string, world: World = {}) => change(text, world).config !== text;

describe("the command line", () => {
  const files = {
    [BUNDLE]: config(),
    "config.json": config(),
    "relative/config.json": config(),
    "/bundle/other": config(),
  };
  const changed = (args: string[]) => {
    const result = call({ args, files }).files;
    return Object.entries(files).flatMap(([path, text]) => (result[path] === text ? [] : [path]));
  };

  test.each([
    ["create --bundle /bundle name", BUNDLE],
    ["create name --bundle /bundle", BUNDLE],
    ["create --bundle=/bundle name", BUNDLE],
    ["create -b /bundle name", BUNDLE],
    ["run -bundle=/bundle name", BUNDLE],
    ["run name", "config.json"],
    ["create --pid-file /p --bundle relative --no-pivot name", "relative/config.json"],
    ["--root /run/runc --log /log --log-format json create --bundle /bundle name", BUNDLE],
    ["--root run --systemd-cgroup run -b /bundle name", BUNDLE],
    ["--root=/r -debug --platform ptrace create --bundle /bundle name", BUNDLE],
    ["create --bundle /bundle --config other name", "/bundle/other"],
    ["create --bundle /elsewhere -f /bundle/other name", "/bundle/other"],
    ["create -- name --bundle /bundle", "config.json"],
  ])("%s", (line, path) => expect(changed(line.split(" "))).toEqual([path]));

  test.each([
    ...[
      "restore --bundle /bundle name",
      "exec name create",
      "delete create",
      "state run",
      "--debug kill create TERM",
      "",
    ],
    ...[
      "--version",
      "features",
      "--help",
      "--root create",
      "--log create state run",
      "spec --bundle /bundle",
      "other create",
    ],
  ])("%s: nothing is changed", (line) => {
    const args = line.split(" ").filter(Boolean);
    expect(changed(args)).toEqual([]);
    expect(call({ args, files })).toMatchObject({ code: GO_ON, real: "/usr/bin/runc", stderr: "" });
  });
});

describe("which containers", () => {
  const NO_PIDS = [{ type: "mount" }];
  const OTHERS_PIDS = [{ type: "pid", path: "/proc/7/ns/pid" }];
  const ask = (value: string) => ({ "dev.tsinit/inject": value });

  test.each([
    ["its own PID namespace", {}, true],
    ["a path that is empty", { namespaces: [{ type: "pid", path: "" }] }, true],
    ["the host's PID namespace", { namespaces: NO_PIDS }, false],
    ["another container's PID namespace", { namespaces: OTHERS_PIDS }, false],
    ["no namespaces at all", { namespaces: [] }, false],
    ["an annotation that refuses", { annotations: ask("false") }, false],
    ["an annotation that asks", { annotations: ask("true") }, true],
    [
      "a shared PID namespace, and an annotation that asks",
      { namespaces: OTHERS_PIDS, annotations: ask("true") },
      true,
    ],
    ["an annotation that says nothing", { annotations: ask("perhaps") }, true],
    ["annotations that are null", { annotations: null }, true],
    ["containerd's sandbox", { annotations: { "io.kubernetes.cri.container-type": "sandbox" } }, false],
    ["containerd's container", { annotations: { "io.kubernetes.cri.container-type": "container" } }, true],
    [
      "CRI-O's sandbox, though asked for",
      { annotations: { "io.kubernetes.cri-o.ContainerType": "sandbox", ...ask("true") } },
      false,
    ],
  ])("%s", (_, parts: Parts, expected) => expect(isChanged(config(parts))).toBe(expected));

  test.each([
    ...[
      "tini",
      "/sbin/tini",
      "/usr/bin/tini-static",
      "/tini-amd64",
      "/sbin/docker-init",
      "/run/podman-init",
      "/init",
      "init",
    ],
    ...["/sbin/init", "/lib/systemd/systemd", "/usr/bin/dumb-init", "catatonit", "/tsinit", "/pause", "/sbin/my_init"],
    ...["s6-svscan", "/bin/s6-svscan", "/sbin/runit", "/.tsinit"],
  ])("%s is an init already", (program) => {
    expect(isChanged(config({ args: [program, "x"] }))).toBe(false);
    expect(isChanged(config({ args: [program, "x"], annotations: ask("true") }))).toBe(false);
  });

  test.each([["sh"], ["busybox", "sh"], ["initialize"], ["/init.sh"], ["./app"], [""], ["\u00e9"]])(
    "%s is none",
    (...args) => expect(isChanged(config({ args }))).toBe(true),
  );

  test("busybox init is one", () => expect(isChanged(config({ args: ["busybox", "init"] }))).toBe(false));

  test("a name is read through its escapes", () => {
    expect(isChanged(config().replace('"app"', '"\\/sbin\\/\\u0074ini"'))).toBe(false);
  });

  test("containers = asked: only where an annotation asks", () => {
    const env = { TSINIT_RUNTIME_CONTAINERS: "asked" };
    expect(isChanged(config(), { env })).toBe(false);
    expect(isChanged(config({ annotations: ask("1") }), { env })).toBe(true);
  });

  test("shared-pid = inject: those too", () => {
    const env = { TSINIT_RUNTIME_SHARED_PID: "inject" };
    for (const namespaces of [NO_PIDS, OTHERS_PIDS]) expect(isChanged(config({ namespaces }), { env })).toBe(true);
  });
});

describe("settings", () => {
  const world = (conf: string, env: Record<string, string> = {}): World => ({
    env,
    files: { [CONF]: conf, [BUNDLE]: config() },
    executables: ["/usr/bin/crun", "/usr/bin/runc", "/x/init", "/opt/tsinit/tsinit"],
  });

  test("the file has them, with blanks and remarks", () => {
    const result = call(
      world("# ours\n\n real = /usr/bin/crun \ninit=/x/init\npath = /dev/.init\n options =  --grace  20s -g\n"),
    );
    expect(result).toMatchObject({ code: GO_ON, real: "/usr/bin/crun", stderr: "" });
    expect(JSON.parse(result.files[BUNDLE])).toMatchObject({
      process: { args: ["/dev/.init", "--grace", "20s", "-g", "--", "app"] },
      mounts: [{ ...MOUNT, destination: "/dev/.init", source: "/x/init" }],
    });
  });

  test("a variable counts more, an empty one does not", () => {
    const env = { TSINIT_RUNTIME_PATH: "/b", TSINIT_RUNTIME_OPTIONS: "" };
    expect(argsOf("", { ...world("path = /a\noptions = -g", env) })).toEqual(["/b", "-g", "--", "app"]);
  });

  test("another file, by TSINIT_RUNTIME_CONF", () => {
    const env = { TSINIT_RUNTIME_CONF: "/mine" };
    expect(argsOf(config(), { env, files: { "/mine": "path = /c" } })).toEqual(["/c", "--", "app"]);
    expect(change(config(), { env }).said).toContain("/mine cannot be read: No such file or directory");
  });

  test.each([
    "nonsense",
    "grace = 5s",
    "path = relative",
    "containers = some",
    "shared-pid = yes",
    "missing-init =",
    "= x",
  ])("%s: a warning, and the rest counts", (line) => {
    const result = call(world(`${line}\npath = /d`));
    expect(result.stderr).toMatch(/level=warning msg="tsinit-runtime: .*runtime\.conf: '.*' is no setting"\n$/);
    expect(JSON.parse(result.files[BUNDLE]).process.args[0]).toBe("/d");
  });
});

test("of a wrong setting nothing is said where no container is made: engines read what those commands write", () => {
  const env = { TSINIT_RUNTIME_CONTAINERS: "some" };
  expect(call({ args: ["create"], env }).stderr).toContain("is no setting");
  expect(call({ args: ["state", "x"], env })).toMatchObject({ code: GO_ON, stderr: "" });
});

describe("options by annotation", () => {
  const optionsOf = (annotations: Record<string, unknown>) => {
    const { config: after, said } = change(config({ annotations }), { env: { TSINIT_RUNTIME_OPTIONS: "--grace 5s" } });
    return { options: JSON.parse(after).process.args.slice(3, -2), said };
  };

  test("behind those of the configuration, so that they count", () => {
    const annotations = { other: "x", "dev.tsinit/grace": "20s", "dev.tsinit/group": "true", "dev.tsinit/all": "no" };
    expect(optionsOf(annotations)).toEqual({ options: ["--grace=20s", "--group"], said: "" });
  });

  test.each([
    ["grace", "soon", "is not a length of time"],
    ["group", "perhaps", "is neither yes"],
    ["gracee", "5s", "is no option of tsinit"],
    ["status", "true", "is no option of tsinit"],
    ["as", "tini", "is no option of tsinit"],
    ["pause", "true", "is no option of tsinit"],
  ])("%s: %s is left out, and reported", (name, value, why) => {
    const { options, said } = optionsOf({ [`dev.tsinit/${name}`]: value });
    expect(options).toEqual([]);
    expect(said).toContain(`annotation dev.tsinit/${name}: '${value}' ${why}`);
  });
});

describe("what is not understood is left as it is, with one line", () => {
  test.each([
    ["", "it is not JSON"],
    ["\xef\xbb\xbf{}", "it is not JSON"],
    ["[]", "it is no JSON object"],
    ['{"process":[]}', "process is no object"],
    [config({ args: "app" }), "args is no array"],
    [config({ args: ["app", 1] }), "not all of args are texts"],
    [config({ mounts: {} }), "mounts is no array"],
    [config({ annotations: [] }), "annotations is no object"],
    [config({ namespaces: ["pid"] }), "not all of namespaces are objects"],
    [config({ namespaces: [{ type: 1 }] }), "type is no text"],
    ['{"root":{"path":1}}', "path is no text"],
    ['{"process":{"args":["a"]},"process":{"args":["b"]}}', "process is there twice"],
    ['{"process":{"args":["a"],"\\u0061rgs":["b"]}}', "args is there twice"],
    ['{"process":{"args":["a"],"Args":["b"]}}', "args is"],
    ['{"Process":{"args":["a"]}}', "process is not spelled so"],
  ])("%s", (text, why) => {
    const { config: after, said } = change(text);
    expect(after).toBe(text);
    expect(said).toContain(`${BUNDLE} is left as it is: ${why}`);
    expect(said.match(/\n/g)).toHaveLength(1);
  });

  test.each(["{}", '{"process":null}', '{"process":{}}', config({ args: null }), config({ args: [] })])(
    "%s has no program: nothing is changed or said",
    (text) => expect(change(text)).toEqual({ config: text, said: "" }),
  );

  test("a program whose name has quotes and escapes is passed on as it is", () => {
    const text = config().replace('"app"', '"a\\"\\\\\\u0000\\n"');
    const { config: after } = change(text);
    expect(after).toContain('["/.tsinit","--","a\\"\\\\\\u0000\\n"]');
    expect(mustBeChangedWell(text, after)).toBe(true);
  });

  test("no config.json", () => {
    const { code, stderr } = call({});
    expect(stderr).toContain(`${BUNDLE} is left as it is: it cannot be read: No such file or directory`);
    expect(code).toBe(GO_ON);
  });

  test("a directory that is read-only", () => {
    const { config: after, said } = change(CONFIGS.podman, { refused: -30 });
    expect(after).toBe(CONFIGS.podman);
    expect(said).toContain("it cannot be replaced: Read-only file system");
  });
});

describe("the log", () => {
  const logged = (...args: string[]) => call({ args: [...args, "create", "--bundle", "/bundle", "x"] });
  const SENTENCE = `tsinit-runtime: ${BUNDLE} is left as it is: it cannot be read: No such file or directory`;
  const TIME = "2026-01-31T12:34:56.789Z";

  test.each([[["--log", "/log"]], [["--log=/log", "--log-format=text"]], [["--log=file:/log"]]])("%s", (args) => {
    const { files, stderr } = logged(...args);
    expect(files["/log"]).toBe(`time="${TIME}" level=warning msg="${SENTENCE}"\n`);
    expect(stderr).toBe("");
  });

  test("in JSON", () => {
    const { files } = logged("--log", "/log", "--log-format", "json");
    expect(JSON.parse(files["/log"])).toEqual({ level: "warning", msg: SENTENCE, time: TIME });
  });

  test("on stderr, if there is none or it cannot be written", () => {
    for (const args of [[], ["--log", "/none/log"], ["--log", ""]]) expect(logged(...args).stderr).toContain(SENTENCE);
  });
});

describe("the real runtime", () => {
  const real = (world: World) => call({ args: ["state", "x"], ...world });
  const setting = (value: string) => ({ TSINIT_RUNTIME_REAL: value });

  test("the first in PATH of runc, crun, youki, runsc", () => {
    expect(real({ executables: ["/usr/bin/youki", "/usr/bin/crun"] }).real).toBe("/usr/bin/crun");
    expect(real({ executables: ["/usr/bin/runc", "/usr/local/bin/runc"] }).real).toBe("/usr/local/bin/runc");
  });

  test("not itself, though it may have the runtime's name there", () => {
    const env = { PATH: "/opt/tsinit:relative::/usr/bin", ...setting("tsinit-runtime") };
    expect(real({ env, executables: ["/usr/bin/tsinit-runtime", "relative/tsinit-runtime"] }).real).toBe(
      "/usr/bin/tsinit-runtime",
    );
  });

  test.each([
    [{}, 127, "there is no runc, crun, youki or runsc in PATH"],
    [setting("crun"), 127, "there is no crun in PATH"],
    [setting("/usr/bin/other"), 127, "the real runtime, /usr/bin/other, cannot be executed: No such file or directory"],
    [setting("/opt/tsinit/tsinit-runtime"), 125, "the real runtime, /opt/tsinit/tsinit-runtime, would call itself"],
    [setting("tsinit-runtime"), 127, "there is no tsinit-runtime in PATH"],
    [setting("/data"), 126, "the real runtime, /data, cannot be executed: Permission denied"],
  ])("%j: exit code %i", (env, code, sentence) => {
    const args = ["--log", "/log", "--log-format", "json", "create", "x"];
    const outcome = call({ args, env, executables: [], files: { "/data": "" } });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toBe(`tsinit-runtime: ${sentence}: set real in ${CONF}, or TSINIT_RUNTIME_REAL\n`);
    expect(JSON.parse(outcome.files["/log"])).toMatchObject({ level: "error", msg: outcome.stderr.trimEnd() });
  });
});

describe("an init that cannot be executed", () => {
  const world = (env: Record<string, string>): World => ({ env, executables: ["/usr/bin/runc"] });

  test.each([
    ["/none", "cannot be executed: No such file or directory"],
    ["/opt/tsinit/tsinit-runtime", "is tsinit-runtime"],
  ])("%s: the container starts without", (path, why) => {
    const { config: after, said } = change(config(), world({ TSINIT_RUNTIME_INIT: path }));
    expect(after).toBe(config());
    expect(said).toContain(
      `level=warning msg="tsinit-runtime: the init, ${path}, ${why}: set init in ${CONF}, or TSINIT_RUNTIME_INIT; the container starts without"`,
    );
  });

  test("missing-init = refuse: it does not start", () => {
    const env = { TSINIT_RUNTIME_MISSING_INIT: "refuse" };
    const outcome = call({ ...world(env), files: { [BUNDLE]: config() } });
    expect(outcome).toMatchObject({ code: 125, files: { [BUNDLE]: config() } });
    expect(outcome.stderr).toContain("tsinit-runtime: the init, /opt/tsinit/tsinit, cannot be executed");
    // one that would not get it starts
    expect(isChanged(config({ namespaces: [] }), world(env))).toBe(false);
  });
});
