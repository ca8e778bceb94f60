/** The lines of README that get a release, and a folder that stands for the places where it will lie. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { ARCHITECTURES } from "../../scripts/release/architectures.mjs";
import { addressOf, PLACES } from "../../scripts/release/places.mjs";
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

/**
 * The files of a release: those that `npm run release` has left, or what is as good for those who only fetch them, made of
 * dist/tsinit.
 */
export class Release {
  /** Where `npm run release` leaves them. */
  static readonly MADE = `${root}release/${VERSION}`;
  private readonly temporary = mkdtempSync(`${tmpdir()}/tsinit-release-`);
  readonly folder = existsSync(Release.MADE) ? Release.MADE : this.temporary;
  private readonly server = createServer((request, response) => this.answer(request.url ?? "", response));
  /** The packages for npm: the name, and package.json with the address of its tarball. */
  private readonly packages = new Map<string, object>();

  /** Begins to give it out. */
  async begin(): Promise<void> {
    if (this.folder === this.temporary) this.makeStandIn();
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  end(): void {
    this.server.close();
    rmSync(this.temporary, { recursive: true });
  }

  /** The address of what gives out the files, in place of the repository, and npm's packages. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lines of README, with this in place of the repository. */
  inPlace(lines: string): string {
    return lines.replaceAll(PLACES.repository, this.address);
  }

  /** Gives out the packages for npm as well; takes a build of the library. */
  publish(): void {
    if (this.folder === this.temporary)
      execFileSync("npm", ["pack", "--ignore-scripts", `--pack-destination=${this.folder}`], { cwd: root });
    for (const file of readdirSync(this.folder)) if (file.endsWith(".tgz")) this.addPackage(file);
  }

  private makeStandIn(): void {
    const here = ARCHITECTURES.find(({ node }) => node === process.arch);
    if (here === undefined) throw new Error(`a release has nothing for ${process.arch}`);
    const file = `tsinit-${here.uname}`;
    copyFileSync(dist("tsinit"), `${this.folder}/${file}`);
    const sum = createHash("sha256")
      .update(readFileSync(dist("tsinit")))
      .digest("hex");
    writeFileSync(`${this.folder}/SHA256SUMS`, `${sum}  ${file}\n`);
    const tree = `${this.folder}/deb`;
    for (const path of ["DEBIAN", "sbin"]) mkdirSync(`${tree}/${path}`, { recursive: true });
    copyFileSync(dist("tsinit"), `${tree}/sbin/tsinit`);
    const control = {
      Package: "tsinit",
      Version: VERSION,
      Architecture: here.debian,
      Maintainer: "tsinit <tsinit@localhost>",
    };
    const fields = Object.entries({ ...control, Description: "an init for containers" });
    writeFileSync(`${tree}/DEBIAN/control`, fields.map(([name, value]) => `${name}: ${value}\n`).join(""));
    execFileSync("dpkg-deb", [
      "--root-owner-group",
      "--build",
      tree,
      `${this.folder}/tsinit_${VERSION}_${here.debian}.deb`,
    ]);
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
