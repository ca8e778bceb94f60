/**
 * The architectures of a release, each under the names that those who take it know it by.
 *
 * `label` is what files of the release are called by: Docker's TARGETARCH and TARGETVARIANT in one word. `debian` is Debian's and the one that the others are found by, `docker` the platform of Docker and OCI, `uname` what
 * uname(1) prints with -m, `node` Node's process.arch ("" where npm has no package of it), `rpm` RPM's, `compiler` the prefix of
 * Debian's cross compiler.
 */
export const ARCHITECTURES = [
  arch("amd64", "linux/amd64", "x86_64", "x64", "x86_64", "x86_64-linux-gnu"),
  arch("arm64", "linux/arm64", "aarch64", "arm64", "aarch64", "aarch64-linux-gnu"),
  arch("armhf", "linux/arm/v7", "armv7l", "arm", "armv7hl", "arm-linux-gnueabihf"),
  arch("armel", "linux/arm/v6", "armv6l", "", "armv5tel", "arm-linux-gnueabi"),
  arch("i386", "linux/386", "i686", "", "i686", "i686-linux-gnu"),
  arch("ppc64el", "linux/ppc64le", "ppc64le", "ppc64", "ppc64le", "powerpc64le-linux-gnu"),
  arch("s390x", "linux/s390x", "s390x", "s390x", "s390x", "s390x-linux-gnu"),
  arch("riscv64", "linux/riscv64", "riscv64", "riscv64", "riscv64", "riscv64-linux-gnu"),
  arch("loong64", "linux/loong64", "loongarch64", "loong64", "loongarch64", "loongarch64-linux-gnu"),
];

function arch(debian, docker, uname, node, rpm, compiler) {
  return { label: docker.replace("linux/", "").replace("/", ""), debian, docker, uname, node, rpm, compiler };
}
