/** The lines of README that get a release, and a folder that stands for the places where it will lie. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { addressOf, PLACES } from "../../scripts/release/places.mjs";
import { Checkout } from "../release/checkout";
import { installed } from "./installed";
import { isRoot } from "./namespace";
import { VERSION } from "./version";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The path of the files' addresses. */
const DOWNLOADS = addressOf(VERSION, "").slice(PLACES.repository.length);

/** The block of code of README that follows a word in bold, without its fence. */
export function linesFor(name: string): string {
  const [, ...parts] = readFileSync(`${root}README.md`, "utf8").split(`\n**${name}**`);
  const block = /\n```\w+\n([\s\S]*?)```\n/.exec(parts[0] ?? "");
  if (block === null) throw new Error(`README.md has no code for ${name}: adapt test/support/release.ts`);
  return block[1];
}

const missing = ["git", "dpkg-deb", "rpmbuild"].filter((command) => installed(command) === "");

/** Why no release can be made here; "" if it can. */
export const whyNoRelease = !isRoot
  ? "a release takes root"
  : missing.length > 0
    ? `not installed: ${missing.join(", ")}`
    : "";

/** Fewer architectures, so that it takes seconds. makeImage() always has amd64. */
const FEWER = `
const wanted = ARCHITECTURES.filter(({ node }) => [process.arch, "x64"].includes(node));
ARCHITECTURES.splice(0, ARCHITECTURES.length, ...wanted);
`;

/** A release that `npm run release` makes out of dist/tsinit, given out as its places will. */
export class Release {
  private readonly work = mkdtempSync(`${tmpdir()}/tsinit-release-`);
  /** Where its files are. */
  readonly folder = `${this.work}/checkout/release/${VERSION}`;
  private readonly npm = `${this.work}/npm`;
  /** The packages for npm: the name, and package.json with the address of its tarball. */
  private readonly packages = new Map<string, object>();
  private readonly server = createServer((request, response) => this.answer(request.url ?? "", response));

  /** Makes all but npm's packages. */
  async make(): Promise<void> {
    mkdirSync(`${this.work}/checkout`);
    const checkout = new Checkout(`${this.work}/checkout`);
    appendFileSync(`${checkout.folder}/scripts/release/architectures.mjs`, FEWER);
    checkout.git("commit", "--quiet", "--all", "--message=Fewer");
    const { code, stderr } = await checkout.release();
    if (code !== 0) throw new Error(stderr);
  }

  /** Makes npm's packages, which take a build of the library. */
  addPackages(): void {
    mkdirSync(this.npm);
    const own = `${root}scripts/release/npm.mjs`;
    if (existsSync(own)) execFileSync(process.execPath, [own, this.npm]);
    else execFileSync("npm", ["pack", "--ignore-scripts", `--pack-destination=${this.npm}`], { cwd: root });
    for (const file of readdirSync(this.npm)) this.addPackage(file);
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
    const path = `${this.npm}/${file}`;
    const text = execFileSync("tar", ["-xzOf", path, "package/package.json"], { encoding: "utf8" });
    const manifest = JSON.parse(text);
    const integrity = `sha512-${createHash("sha512").update(readFileSync(path)).digest("base64")}`;
    const versions = {
      [manifest.version]: { ...manifest, dist: { tarball: `${this.address}/npm/${file}`, integrity } },
    };
    this.packages.set(manifest.name, { name: manifest.name, "dist-tags": { latest: manifest.version }, versions });
  }

  /** Gives out a file of the release, a package, or what a registry of npm says of one. */
  private answer(url: string, response: ServerResponse): void {
    const known = this.packages.get(decodeURIComponent(url.slice(1)));
    const path = url.startsWith(DOWNLOADS) ? `${this.folder}/${url.slice(DOWNLOADS.length)}` : `${this.work}${url}`;
    if (known) response.end(JSON.stringify(known));
    else if (existsSync(path)) createReadStream(path).pipe(response);
    else response.writeHead(404).end();
  }
}
