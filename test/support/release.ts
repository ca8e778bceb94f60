/** The lines of README that get a release, and a folder that stands for the places where it will lie. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { ARCHITECTURES } from "../../scripts/release/architectures.mjs";
import { commandsIn } from "../../scripts/release/commands.mjs";
import { sharedContents } from "../../scripts/release/contents.mjs";
import { makeDeb } from "../../scripts/release/deb.mjs";
import { makeImage } from "../../scripts/release/oci.mjs";
import { addressOf, PLACES } from "../../scripts/release/places.mjs";
import { sumsOf } from "../../scripts/release/sums.mjs";
import { program, writeTree } from "../../scripts/release/tree.mjs";
import { versionOf } from "../../scripts/version.mjs";
import { dist } from "./fixtures";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const VERSION: string = versionOf(root);

/** The path of the files' addresses. */
const DOWNLOADS = addressOf(VERSION, "").slice(PLACES.repository.length);

/** The block of code of README that follows a word in bold, without its fence. */
export function linesFor(name: string): string {
  const [, ...parts] = readFileSync(`${root}README.md`, "utf8").split(`\n**${name}**`);
  const block = /\n```\w+\n([\s\S]*?)```\n/.exec(parts[0] ?? "");
  if (block === null) throw new Error(`README.md has no code for ${name}: adapt test/support/release.ts`);
  return block[1];
}

function architectureHere() {
  const here = ARCHITECTURES.find(({ node }) => node === process.arch);
  if (here === undefined) throw new Error(`a release has nothing for ${process.arch}`);
  return here;
}

/** What a release has for this machine, by its own modules and out of dist/tsinit, given out as its places will. */
export class Release {
  private readonly work = mkdtempSync(`${tmpdir()}/tsinit-release-`);
  /** Where its files are. */
  readonly folder = `${this.work}/files`;
  private readonly architecture = architectureHere();
  private readonly programs = { tsinit: readFileSync(dist("tsinit")) };
  private readonly platform = {
    architecture: this.architecture,
    programs: this.programs,
    license: "MIT",
    thirdParty: "",
  };
  private readonly source = { version: VERSION, epoch: 1_800_000_000, commit: "0".repeat(40) };
  /** What its modules make it of. */
  private readonly build = { ...this.source, folder: this.work, output: "files", run: commandsIn(this.work, 0) };
  private readonly contents = sharedContents(".TH TSINIT 8\n");
  /** The packages for npm: the name, and package.json with the address of its tarball. */
  private readonly packages = new Map<string, object>();
  private readonly server = createServer((request, response) => this.answer(request.url ?? "", response));

  /** With the program alone. */
  constructor() {
    const file = `tsinit-${this.architecture.uname}`;
    writeTree(this.folder, { [file]: program(this.programs.tsinit) });
    writeTree(this.folder, { SHA256SUMS: { content: sumsOf(this.folder, [file]), mode: 0o644 } });
  }

  addDeb(): void {
    makeDeb(this.build, this.platform, this.contents);
  }

  /** Returns the path of its archive. */
  addImage(): string {
    makeImage(this.build, [this.platform], this.contents);
    return `${this.folder}/tsinit-${VERSION}.oci.tar`;
  }

  /** npm's packages, which take a build of the library. */
  addPackages(): void {
    const own = `${root}scripts/release/npm.mjs`;
    if (existsSync(own)) execFileSync(process.execPath, [own, this.folder]);
    else execFileSync("npm", ["pack", "--ignore-scripts", `--pack-destination=${this.folder}`], { cwd: root });
    for (const file of readdirSync(this.folder)) if (file.endsWith(".tgz")) this.addPackage(file);
  }

  /** Begins to give it out. */
  begin(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  end(): void {
    this.server.close();
    rmSync(this.work, { recursive: true });
  }

  /** The address of what gives out the files, in place of the repository, and npm's packages. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lines of README, with this in place of the repository. */
  inPlace(lines: string): string {
    return lines.replaceAll(PLACES.repository, this.address);
  }

  private addPackage(file: string): void {
    const path = `${this.folder}/${file}`;
    const text = execFileSync("tar", ["-xzOf", path, "package/package.json"], { encoding: "utf8" });
    const manifest = JSON.parse(text);
    const integrity = `sha512-${createHash("sha512").update(readFileSync(path)).digest("base64")}`;
    const versions = {
      [manifest.version]: { ...manifest, dist: { tarball: `${this.address}${DOWNLOADS}${file}`, integrity } },
    };
    this.packages.set(manifest.name, { name: manifest.name, "dist-tags": { latest: manifest.version }, versions });
  }

  /** Gives out a file of the release, or what a registry of npm says of a package. */
  private answer(url: string, response: ServerResponse): void {
    const path = `${this.folder}/${url.slice(DOWNLOADS.length)}`;
    const known = this.packages.get(decodeURIComponent(url.slice(1)));
    if (known) response.end(JSON.stringify(known));
    else if (url.startsWith(DOWNLOADS) && existsSync(path)) createReadStream(path).pipe(response);
    else response.writeHead(404).end();
  }
}
