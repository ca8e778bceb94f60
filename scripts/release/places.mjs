/** Where a release will lie. The documents and packages name these places; a test holds them together. */
export const PLACES = {
  /** The source, its issues and the files of a release. */
  repository: "https://github.com/tsinit/tsinit",
  /** The image, without its tag. */
  image: "ghcr.io/tsinit/tsinit",
  /** npm's package; those of the platforms and `-runtime` have their names behind it. */
  npm: "@tsinit/tsinit",
  /** Debian as it was at a time, which follows. */
  snapshots: "https://snapshot.debian.org/archive/debian",
  /** Whom the packages name as their maintainer. */
  maintainer: "The tsinit authors <tsinit@users.noreply.github.com>",
};

/** The address of a file of a release. */
export function addressOf(version, file) {
  return `${PLACES.repository}/releases/download/v${version}/${file}`;
}
