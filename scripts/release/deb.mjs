/** The package for Debian, Ubuntu and what comes from them. */
import { date, gzip } from "./archives.mjs";
import { PLACES } from "./places.mjs";
import { file, program, writeTree } from "./tree.mjs";

/** Makes tsinit_VERSION_ARCH.deb in `output`. `programs`: {name: bytes}; `contents`: contents.mjs. */
export function makeDeb({ run, folder, output, version, epoch }, { debian }, programs, contents, thirdParty) {
  const tree = `deb-${debian}`;
  const share = `${tree}/usr/share`;
  writeTree(folder, {
    ...Object.fromEntries(Object.entries(programs).map(([name, bytes]) => [`${tree}/usr/bin/${name}`, program(bytes)])),
    [`${share}/man/man8/tsinit.8`]: file(contents.manual),
    [`${share}/bash-completion/completions/tsinit`]: file(contents.bash),
    [`${share}/zsh/vendor-completions/_tsinit`]: file(contents.zsh),
    [`${share}/fish/vendor_completions.d/tsinit.fish`]: file(contents.fish),
    [`${share}/doc/tsinit/copyright`]: file(contents.license),
    [`${share}/doc/tsinit/THIRD-PARTY`]: file(thirdParty),
    [`${share}/doc/tsinit/CHANGELOG.md`]: file(contents.changelog),
    [`${share}/doc/tsinit/changelog`]: file(debianChangelog(version, epoch)),
  });
  for (const path of ["man/man8/tsinit.8", "doc/tsinit/CHANGELOG.md", "doc/tsinit/changelog"])
    gzip(run, `${share}/${path}`);
  const sums = run("sh", "-c", `cd ${tree} && find usr -type f | sort | xargs md5sum`);
  const [size] = run("du", "--summarize", "--apparent-size", "--block-size=1024", tree).split("\t");
  writeTree(folder, {
    [`${tree}/DEBIAN/control`]: file(control(version, debian, size)),
    [`${tree}/DEBIAN/md5sums`]: file(sums),
  });
  date(run, epoch, tree);
  const path = `${output}/tsinit_${version}_${debian}.deb`;
  run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, path);
}

function control(version, debian, size) {
  return `Package: tsinit
Version: ${version}
Architecture: ${debian}
Maintainer: ${PLACES.maintainer}
Installed-Size: ${size}
Section: admin
Priority: optional
Homepage: ${PLACES.repository}
Description: minimal init (PID 1) for containers
 tsinit starts one program and stays its parent: it forwards signals to it,
 reaps every orphan, and exits with the program's exit code. When the program
 has ended, the processes that are left get TERM, a grace period and KILL.
 .
 Called tini, dumb-init, catatonit or pause, it keeps that program's contract.
`;
}

/** What Debian wants of each package of its own; what has changed stands in CHANGELOG.md. */
function debianChangelog(version, epoch) {
  const when = new Date(epoch * 1000).toUTCString().replace("GMT", "+0000");
  return `tsinit (${version}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- ${PLACES.maintainer}  ${when}\n`;
}
