/** What the release was made with, in the form of Debian's .buildinfo files: deb-buildinfo(5). */

/** A text. `sums`: of the files (sums.mjs); `versions`: {package: version}. */
export function buildinfoOf({ version, commit, epoch }, versions, sums) {
  const indented = (lines) => lines.map((line) => `\n ${line}`).join("");
  const packages = Object.entries(versions).map(([name, at]) => `${name} (= ${at}),`);
  return `Format: 1.0
Source: tsinit
Version: ${version}
Vcs-Git-Commit: ${commit}
Checksums-Sha256:${indented(sums.trim().split("\n"))}
Build-Architecture: amd64
Installed-Build-Depends:${indented(packages)}
Environment:
 SOURCE_DATE_EPOCH="${epoch}"
`;
}

/** The commit that a buildinfo names; undefined if it names none. */
export function commitIn(buildinfo) {
  return /^Vcs-Git-Commit: (\w+)$/m.exec(buildinfo)?.[1];
}

/** The packages that a buildinfo names, each as `NAME (= VERSION)`. */
export function packagesIn(buildinfo) {
  return [...buildinfo.matchAll(/^ (\S+ \(= \S+\)),$/gm)].map(([, one]) => one);
}
