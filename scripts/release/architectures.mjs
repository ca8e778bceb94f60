/**
 * The architectures of a release, each under the names that those who take it know it by.
 *
 * `debian` is Debian's and the one that the others are found by, `docker` the platform of Docker and OCI, `label` the same as
 * files are called by it (what Docker's TARGETARCH and TARGETVARIANT make in one word), `uname` what uname(1) prints with -m, `node`
 * Node's process.arch ("" where npm has no package of it), `rpm` RPM's, `compiler` the prefix of Debian's cross compiler, `machine`
 * its number in elf(5), `most` how many bytes tsinit may have there.
 */
export const ARCHITECTURES = [
  arch("amd64", "linux/amd64", "x86_64", "x64", "x86_64", "x86_64-linux-gnu", 62, 160_000),
  arch("arm64", "linux/arm64", "aarch64", "arm64", "aarch64", "aarch64-linux-gnu", 183, 185_000),
  arch("armhf", "linux/arm/v7", "armv7l", "arm", "armv7hl", "arm-linux-gnueabihf", 40, 155_000),
  arch("armel", "linux/arm/v6", "armv6l", "", "armv5tel", "arm-linux-gnueabi", 40, 210_000),
  arch("i386", "linux/386", "i686", "ia32", "i686", "i686-linux-gnu", 3, 175_000),
  arch("ppc64el", "linux/ppc64le", "ppc64le", "ppc64", "ppc64le", "powerpc64le-linux-gnu", 21, 225_000),
  arch("s390x", "linux/s390x", "s390x", "s390x", "s390x", "s390x-linux-gnu", 22, 220_000),
  arch("riscv64", "linux/riscv64", "riscv64", "riscv64", "riscv64", "riscv64-linux-gnu", 243, 175_000),
  arch("loong64", "linux/loong64", "loongarch64", "loong64", "loongarch64", "loongarch64-linux-gnu", 258, 205_000),
];

/** Those that npm has a package of, with the binary and the addon: to npm armel is the same machine as armhf. */
export const ON_NPM = ARCHITECTURES.filter(({ node }) => node !== "");

function arch(debian, docker, uname, node, rpm, compiler, machine, most) {
  const label = docker.replace("linux/", "").replace("/", "");
  return { debian, docker, label, uname, node, rpm, compiler, machine, most };
}
