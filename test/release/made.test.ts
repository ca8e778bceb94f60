/** What a release has in it, read back by the tools of those who take it. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, verify } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import Ajv from "ajv";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ARCHITECTURES } from "../../scripts/release/architectures.mjs";
import { OTHER_NAMES } from "../../scripts/release/layer.mjs";
import { PLACES } from "../../scripts/release/places.mjs";
import { isSignature, preAuthenticated } from "../../scripts/release/signatures.mjs";
import { mustBeSame } from "../../scripts/release/verify.mjs";
import { contractOf } from "../../src/core/contracts/by-name";
import { dist } from "../support/fixtures";
import { installed } from "../support/installed";
import { isRoot } from "../support/namespace";
import { VERSION } from "../support/version";
import { Checkout, TIME_LIMIT } from "./checkout";
import { cyclonedxSchema, LICENSES, SPDX, STATEMENT } from "./schemas";

const TAG = `${PLACES.image}:${VERSION}`;
const COMMANDS = ["dpkg-deb", "rpmbuild", "minisign", "git"];

const missing = COMMANDS.filter((command) => installed(command) === "");
const obstacle = !isRoot ? "a release takes root" : missing.length > 0 ? `not installed: ${missing.join(", ")}` : "";

let work: string;
let folder: string;
let attestationKey: ReturnType<typeof generateKeyPairSync>;
const at = (name: string) => `${folder}/${name}`;
const read = (name: string) => readFileSync(at(name), "utf8");
const json = (name: string) => JSON.parse(read(name));
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const out = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: "utf8", stdio: "pipe" });
const lines = (text: string) => text.split("\n").filter((line) => line !== "");

/** A folder of its own, gone with the others. */
const newFolder = () => mkdtempSync(`${work}/`);

describe("a release", () => {
  beforeEach(({ skip }) => skip(obstacle !== "", obstacle));

  beforeAll(async () => {
    if (obstacle !== "") return;
    work = mkdtempSync(`${tmpdir()}/tsinit-release-`);
    out("minisign", "-G", "-W", "-p", `${work}/key.pub`, "-s", `${work}/key`);
    attestationKey = generateKeyPairSync("ed25519");
    const pem = attestationKey.privateKey.export({ type: "pkcs8", format: "pem" });
    appendFileSync(`${work}/key.pem`, pem);
    const checkout = new Checkout(newFolder());
    const keys = { TSINIT_MINISIGN_KEY: `${work}/key`, TSINIT_ATTESTATION_KEY: `${work}/key.pem` };
    const { code, stderr } = await checkout.release([], keys);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    folder = `${checkout.folder}/release/${VERSION}`;
    expect(readdirSync(`${checkout.folder}/build`)).toEqual([]);
  }, TIME_LIMIT * 1000);

  afterAll(() => {
    if (obstacle === "") rmSync(work, { recursive: true });
  });

  test(
    "has the same bytes in another folder, with another umask, language and time zone, and verifies itself",
    async () => {
      const other = new Checkout(newFolder());
      const surroundings = { TZ: "Asia/Tokyo", LC_ALL: "tr_TR.UTF-8", HOME: "/nonexistent" };
      const strict = ["sh", "-c", 'umask 077 && exec "$@"', "sh"];
      const { code, stdout, stderr } = await other.release(["--verify", folder], surroundings, strict);
      expect(stderr).toBe("");
      expect(stdout).toMatch(/ is what commit [0-9a-f]{40} makes\.\n$/);
      expect(code).toBe(0);
      expect(readdirSync(other.folder)).not.toContain("release");
    },
    TIME_LIMIT * 1000,
  );

  test("that was changed is told from what was built, file by file", () => {
    const changed = `${newFolder()}/changed`;
    cpSync(folder, changed, { recursive: true });
    appendFileSync(`${changed}/tsinit-amd64`, "x");
    rmSync(`${changed}/LICENSE`);
    appendFileSync(`${changed}/more`, "");
    rmSync(`${changed}/SHA256SUMS.minisig`);
    expect(() => mustBeSame(folder, changed)).toThrow(
      /: LICENSE is missing, more is not of this release, tsinit-amd64 differs\.$/,
    );
    const buildinfo = `${changed}/tsinit-${VERSION}.buildinfo`;
    writeFileSync(
      buildinfo,
      readFileSync(buildinfo, "utf8").replace("libgcc-14-dev (= 14.2.0-19)", "libgcc-14-dev (= 14.1.0-2)"),
    );
    expect(() => mustBeSame(folder, changed)).toThrow(
      / differs; it was made with other packages: libgcc-14-dev \(= 14\.1\.0-2\)\.$/,
    );
  });

  test("has each file under the names by which people look for it", () => {
    const names = ARCHITECTURES.flatMap(({ label, uname }) => [`tsinit-${label}`, `tsinit-${uname}`]);
    const programs = [...names, "tsinit-runtime-arm64", "tsinit-runtime-aarch64"];
    const packages = ARCHITECTURES.flatMap(({ label, debian, rpm }) => [
      `tsinit-${VERSION}-linux-${label}.tar.gz`,
      `tsinit_${VERSION}_${debian}.deb`,
      `tsinit-${VERSION}-1.${rpm}.rpm`,
    ]);
    const npm = ["tsinit-tsinit-0.1.0.tgz", "tsinit-linux-x64-0.1.0.tgz"];
    const about = ["spdx.json", "cdx.json", "buildinfo", "intoto.json", "intoto.jsonl", "oci.tar"];
    const rest = ["LICENSE", "THIRD-PARTY", "RELEASE-NOTES.md", "SHA256SUMS", "SHA256SUMS.minisig"];
    const all = [...programs, ...packages, ...npm, ...about.map((name) => `tsinit-${VERSION}.${name}`), ...rest];
    expect(readdirSync(folder).sort()).toEqual([...new Set(all)].sort());
    for (const name of new Set(programs)) {
      expect(statSync(at(name)).mode & 0o7777).toBe(0o755);
      expect(readFileSync(at(name)).equals(readFileSync(dist("tsinit")))).toBe(true);
    }
  });

  test("has the sum of every file, as sha256sum checks them", () => {
    const checked = execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: folder, encoding: "utf8" });
    const names = readdirSync(folder).filter((name) => name !== "SHA256SUMS" && !isSignature(name));
    expect(lines(checked).sort()).toEqual(names.map((name) => `${name}: OK`).sort());
  });

  test("is signed: minisign takes the sums, and others it does not", () => {
    const check = (path: string) =>
      spawnSync("minisign", ["-V", "-p", `${work}/key.pub`, "-m", path, "-x", at("SHA256SUMS.minisig")]).status;
    expect(check(at("SHA256SUMS"))).toBe(0);
    expect(check(at("LICENSE"))).toBe(1);
  });

  test("says how it was made: a statement about every file, in an envelope whose signature verifies", () => {
    const { payload, payloadType, signatures } = json(`tsinit-${VERSION}.intoto.jsonl`);
    const statement = Buffer.from(payload, "base64");
    expect(payloadType).toBe("application/vnd.in-toto+json");
    const isSigned = (text: Buffer) =>
      verify(null, preAuthenticated(text), attestationKey.publicKey, Buffer.from(signatures[0].sig, "base64"));
    expect(isSigned(statement)).toBe(true);
    expect(isSigned(Buffer.concat([statement, Buffer.from(" ")]))).toBe(false);
    expect(statement.toString()).toBe(read(`tsinit-${VERSION}.intoto.json`));

    const made = JSON.parse(statement.toString());
    expect(new Ajv().validate(STATEMENT, made)).toBe(true);
    const { subject, predicate } = made;
    for (const { name, digest } of subject) expect(sha256(readFileSync(at(name)))).toBe(digest.sha256);
    const names = readdirSync(folder).filter((name) => !/^SHA256SUMS|intoto/.test(name));
    expect(subject.map(({ name }: { name: string }) => name).sort()).toEqual(names.sort());
    expect(predicate.buildDefinition.resolvedDependencies[0].digest.gitCommit).toMatch(/^[0-9a-f]{40}$/);
    expect(predicate.buildDefinition.resolvedDependencies).toContainEqual({
      uri: "pkg:deb/debian/musl-dev@1.2.5-3?arch=s390x",
    });
  });

  test("has the PAE of DSSE's own example", () => {
    expect(preAuthenticated(Buffer.from("hello world")).toString()).toBe(
      "DSSEv1 28 application/vnd.in-toto+json 11 hello world",
    );
  });

  test("has the notes that CHANGELOG.md has for the version", () => {
    const changelog = readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8");
    expect(read("RELEASE-NOTES.md")).toMatch(/^- /);
    expect(changelog).toContain(read("RELEASE-NOTES.md"));
  });

  test("says what it was built with: versions, and the sums of what came of it", () => {
    const buildinfo = read(`tsinit-${VERSION}.buildinfo`);
    expect(buildinfo).toContain("\n musl-dev:loong64 (= 1.2.5-3),\n");
    expect(buildinfo).toMatch(/^Debian-Snapshot: 20261127T120000Z$/m);
    expect(buildinfo).toMatch(/^ SOURCE_DATE_EPOCH="1795780800"$/m); // the commit's
    for (const [, sum, name] of buildinfo.matchAll(/^ ([0-9a-f]{64}) {2}(.*)$/gm))
      expect(sha256(readFileSync(at(name)))).toBe(sum);
  });

  describe("its bill of materials", () => {
    const binary = (label: string) => `tsinit-${label}`;

    test("in SPDX has what its schema wants, and names what is in each binary", () => {
      const document = json(`tsinit-${VERSION}.spdx.json`);
      const ajv = new Ajv();
      expect(ajv.validate(SPDX, document), ajv.errorsText()).toBe(true);
      const licenses = document.packages.flatMap((one: Record<string, string>) =>
        one.licenseConcluded.split(/ AND | WITH /),
      );
      expect([...new Set(licenses)].filter((name) => !LICENSES.includes(name as string))).toEqual([]);
      type Package = { SPDXID: string; name: string; versionInfo: string; checksums?: { checksumValue: string }[] };
      const packages = new Map(document.packages.map((found: Package) => [found.SPDXID, found])) as Map<
        string,
        Package
      >;
      expect(packages.size).toBe(document.packages.length);
      for (const { spdxElementId, relatedSpdxElement } of document.relationships) {
        expect([...packages.keys(), "SPDXRef-DOCUMENT"]).toContain(spdxElementId);
        expect([...packages.keys()]).toContain(relatedSpdxElement);
      }
      for (const { label } of ARCHITECTURES) {
        const [own] = document.packages.filter(({ name }: Package) => name === binary(label));
        expect(own.checksums[0].checksumValue).toBe(sha256(readFileSync(at(binary(label)))));
        const inside = document.relationships
          .filter(
            (one: Record<string, string>) => one.spdxElementId === own.SPDXID && one.relationshipType === "CONTAINS",
          )
          .map((one: Record<string, string>) => packages.get(one.relatedSpdxElement));
        expect(inside.map(({ name }: Package) => name)).toEqual(["musl", "libgcc", "assemblyscript", "wabt"]);
        expect(inside.map(({ versionInfo }: Package) => versionInfo).slice(0, 2)).toEqual(["1.2.5", "14.2.0"]);
      }
    });

    test("in CycloneDX has what its schema wants, and names the same", () => {
      const document = json(`tsinit-${VERSION}.cdx.json`);
      const validate = cyclonedxSchema();
      validate(document);
      expect(validate.errors).toBe(null);
      expect(validate({ ...document, serialNumber: "4711" })).toBe(false);
      const refs = document.components.map((component: Record<string, string>) => component["bom-ref"]);
      expect(new Set(refs).size).toBe(refs.length);
      for (const { ref, dependsOn } of document.dependencies) {
        expect([...refs, document.metadata.component["bom-ref"]]).toContain(ref);
        for (const one of dependsOn) expect(refs).toContain(one);
      }
      const { dependsOn } = document.dependencies.find(({ ref }: { ref: string }) => ref === binary("armv7"));
      expect(dependsOn[0]).toBe("pkg:deb/debian/musl-dev@1.2.5-3?arch=armhf");
      const withFunctions = document.components.filter(({ description = "" }) =>
        /functions of libgcc/.test(description),
      );
      expect(withFunctions.map(({ purl }: { purl: string }) => purl)).toEqual([
        "pkg:deb/debian/libgcc-14-dev-armhf-cross@14.2.0-19cross1?arch=all",
      ]);
      const addon = document.dependencies.find(({ ref }: { ref: string }) => ref === "tsinit-linux-x64-0.1.0.tgz");
      expect(addon.dependsOn.map((purl: string) => purl.replace(/@.*/, ""))).toContain("pkg:npm/node-api-headers");
    });
  });

  test("has archives in which every file is root's, of the commit's time, and open to all", () => {
    for (const { label } of ARCHITECTURES) {
      const name = `tsinit-${VERSION}-linux-${label}`;
      const listed = lines(out("tar", "--list", "--verbose", "--utc", "--full-time", "--file", at(`${name}.tar.gz`)));
      for (const line of listed)
        expect(line).toMatch(/^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--) 0\/0 .* 2026-11-27 12:00:00 /);
      const members = listed.map((line) => line.replace(/.* 12:00:00 /, "").replace(`${name}/`, ""));
      const completions = ["", "_tsinit", "tsinit.bash", "tsinit.fish"].map((file) => `completions/${file}`);
      const programs = label === "arm64" ? ["tsinit-runtime", "tsinit"] : ["tsinit"];
      const files = ["CHANGELOG.md", "LICENSE", "README.md", "THIRD-PARTY", ...completions, ...programs, "tsinit.8"];
      expect(members.sort()).toEqual(["", ...files].sort());
      expect(listed.filter((line) => line.startsWith("-rwx"))).toHaveLength(programs.length);
    }
  });

  test("has Debian packages that dpkg-deb reads", () => {
    for (const { debian } of ARCHITECTURES) {
      const path = at(`tsinit_${VERSION}_${debian}.deb`);
      expect(out("dpkg-deb", "--field", path, "Package", "Version", "Architecture")).toBe(
        `Package: tsinit\nVersion: ${VERSION}\nArchitecture: ${debian}\n`,
      );
    }
    const unpacked = newFolder();
    const path = at(`tsinit_${VERSION}_amd64.deb`);
    out("dpkg-deb", "--raw-extract", path, unpacked);
    execFileSync("md5sum", ["--check", "--quiet", "DEBIAN/md5sums"], { cwd: unpacked });
    expect(out(`${unpacked}/usr/bin/tsinit`, "--version")).toContain(VERSION);
    expect(readFileSync(`${unpacked}/usr/share/doc/tsinit/THIRD-PARTY`, "utf8")).toContain("- musl 1.2.5");
    for (const line of lines(out("dpkg-deb", "--contents", path)))
      expect(line).toMatch(/^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--) root\/root /);
  });

  test("has a Debian package at which lintian finds but that it is static", ({ skip }) => {
    skip(installed("lintian") === "", "not installed: lintian");
    const found = spawnSync("lintian", [at(`tsinit_${VERSION}_amd64.deb`)], { encoding: "utf8" }).stdout;
    expect(lines(found)).toEqual(["E: tsinit: statically-linked-binary [usr/bin/tsinit]"]);
  });

  test("has RPM packages that rpm reads", () => {
    const database = `--dbpath=${newFolder()}`;
    for (const { rpm } of ARCHITECTURES) {
      const path = at(`tsinit-${VERSION}-1.${rpm}.rpm`);
      const format = "%{NAME} %{VERSION} %{ARCH} %{BUILDTIME} [%{FILEMODES:perms}:%{FILEUSERNAME}:%{FILENAMES} ]";
      const [name, version, arch, time, ...files] = out("rpm", database, "-qp", "--qf", format, path).trim().split(" ");
      expect([name, version, arch, time]).toEqual(["tsinit", VERSION, rpm, "1795780800"]);
      expect(files).toContain("-rwxr-xr-x:root:/usr/bin/tsinit");
      expect(files).toContain("-rw-r--r--:root:/usr/share/licenses/tsinit/THIRD-PARTY");
      for (const need of lines(out("rpm", database, "-qp", "--requires", path))) expect(need).toMatch(/^rpmlib\(/);
      expect(out("rpm", database, "-K", "--nosignature", path)).toMatch(/OK$/m);
    }
  });

  describe("its image", () => {
    let layout: string;
    const blob = (digest: string) => readFileSync(`${layout}/blobs/${digest.replace(":", "/")}`);
    const parsed = (digest: string) => JSON.parse(blob(digest).toString());

    beforeAll(() => {
      if (obstacle !== "") return;
      layout = newFolder();
      out("tar", "--extract", `--directory=${layout}`, "--file", at(`tsinit-${VERSION}.oci.tar`));
    });

    test("is an OCI layout, every blob of which has its digest for a name", () => {
      expect(JSON.parse(readFileSync(`${layout}/oci-layout`, "utf8"))).toEqual({ imageLayoutVersion: "1.0.0" });
      for (const name of readdirSync(`${layout}/blobs/sha256`)) expect(sha256(blob(`sha256:${name}`))).toBe(name);
    });

    test("is for every platform, each with its layer, entry point and annotations", () => {
      const [only, ...more] = JSON.parse(readFileSync(`${layout}/index.json`, "utf8")).manifests;
      expect(more).toEqual([]);
      expect(only.annotations["org.opencontainers.image.ref.name"]).toBe(TAG);
      const { manifests } = parsed(only.digest);
      type Platform = { os: string; architecture: string; variant?: string };
      const platforms = manifests.map(({ platform: { os, architecture, variant } }: { platform: Platform }) =>
        [os, architecture, ...(variant === undefined ? [] : [variant])].join("/"),
      );
      expect(platforms).toEqual(ARCHITECTURES.map(({ docker }) => docker));
      for (const { digest, size, platform } of manifests) {
        expect(blob(digest).length).toBe(size);
        const { config, layers, annotations } = parsed(digest);
        const { config: settings, rootfs, ...own } = parsed(config.digest);
        expect(own).toMatchObject(platform);
        expect(settings.Entrypoint).toEqual(["/tsinit"]);
        expect(annotations["org.opencontainers.image.version"]).toBe(VERSION);
        expect(settings.Labels).toEqual(annotations);
        expect(layers).toHaveLength(1);
        const uncompressed = execFileSync("gzip", ["--decompress"], {
          input: blob(layers[0].digest),
          maxBuffer: 1e9,
        });
        expect(rootfs.diff_ids).toEqual([`sha256:${sha256(uncompressed)}`]);
      }
    });

    test("has tsinit, its licences, and links of the names that it has contracts for", () => {
      const [{ Config, RepoTags, Layers }] = JSON.parse(readFileSync(`${layout}/manifest.json`, "utf8"));
      expect(RepoTags).toEqual([TAG]);
      expect(JSON.parse(readFileSync(`${layout}/${Config}`, "utf8")).architecture).toBe("amd64");
      const files = newFolder();
      mkdirSync(`${files}/image`);
      out("tar", "--extract", `--directory=${files}/image`, "--file", `${layout}/${Layers[0]}`);
      const names = readdirSync(`${files}/image`);
      expect(names.sort()).toEqual([...OTHER_NAMES, "licenses", "tsinit"].sort());
      expect(readdirSync(`${files}/image/licenses`)).toEqual(["LICENSE", "THIRD-PARTY"]);
      const { ino, mode } = statSync(`${files}/image/tsinit`);
      expect(mode & 0o7777).toBe(0o755);
      for (const name of OTHER_NAMES) {
        expect(statSync(`${files}/image/${name}`).ino).toBe(ino);
        expect(contractOf(name)?.isCalled(name)).toBe(true);
      }
    });

    test("is read by skopeo, for a platform that is not this machine's", ({ skip }) => {
      skip(installed("skopeo") === "", "not installed: skopeo");
      const override = ["--override-arch=arm", "--override-variant=v6"];
      const found = out("skopeo", ...override, "inspect", `oci-archive:${at(`tsinit-${VERSION}.oci.tar`)}`);
      expect(JSON.parse(found).Architecture).toBe("arm");
    });
  });
});
