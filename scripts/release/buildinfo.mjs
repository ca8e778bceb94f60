/** What the release was made with, in the form of Debian's .buildinfo files: deb-buildinfo(5). */

/**
 * A text. `sums`: of the files (sums.mjs); `versions`: {package: version} of the root, which was made of Debian as it was at the time
 * `snapshot`.
 */
export function buildinfoOf({ version, commit, epoch, snapshot }, versions, sums) {
  const indented = (lines) => lines.map((line) => `\n ${line}`).join("");
  return `Format: 1.0
Source: tsinit
Version: ${version}
Vcs-Git-Commit: ${commit}
Checksums-Sha256:${indented(sums.trim().split("\n"))}
Build-Architecture: amd64
Debian-Snapshot: ${snapshot}
Installed-Build-Depends:${indented(dependsOn(versions).map((one) => `${one},`))}
Environment:
 SOURCE_DATE_EPOCH="${epoch}"
`;
}

/** Packages ({package: version}) as a buildinfo names them, each `NAME (= VERSION)`. */
export function dependsOn(versions) {
  return Object.entries(versions).map(([name, at]) => `${name} (= ${at})`);
}

/** The commit that a buildinfo names; undefined if it names none. */
export function commitIn(buildinfo) {
  return /^Vcs-Git-Commit: (\w+)$/m.exec(buildinfo)?.[1];
}

/** What a buildinfo says of the root: its `packages`, as dependsOn() has them, and the time of Debian that it was made of. */
export function rootIn(buildinfo) {
  const packages = [...buildinfo.matchAll(/^ (\S+ \(= \S+\)),$/gm)].map(([, one]) => one);
  return { packages, snapshot: /^Debian-Snapshot: (\w+)$/m.exec(buildinfo)?.[1] };
}
