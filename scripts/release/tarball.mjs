/** An archive for people: the binary, the manual, the completions, the licences, in one folder. */
import { gzip, tar } from "./archives.mjs";
import { file, program, writeTree } from "./tree.mjs";

/** Makes tsinit-VERSION-linux-ARCH.tar.gz in `output`. `programs`: {name: bytes}; `contents`: contents.mjs. */
export function makeTarball({ run, folder, output, version, epoch }, { label }, programs, contents, thirdParty) {
  const name = `tsinit-${version}-linux-${label}`;
  writeTree(`${folder}/tarball/${name}`, {
    ...Object.fromEntries(Object.entries(programs).map(([path, bytes]) => [path, program(bytes)])),
    "tsinit.8": file(contents.manual),
    "completions/tsinit.bash": file(contents.bash),
    "completions/_tsinit": file(contents.zsh),
    "completions/tsinit.fish": file(contents.fish),
    LICENSE: file(contents.license),
    "THIRD-PARTY": file(thirdParty),
    "README.md": file(contents.readme),
    "CHANGELOG.md": file(contents.changelog),
  });
  tar(run, epoch, "tarball", `${output}/${name}.tar`, [name]);
  gzip(run, `${output}/${name}.tar`);
}
