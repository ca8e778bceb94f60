/** The package for Fedora, RHEL, SUSE and what comes from them. */
import { renameSync } from "node:fs";
import { date, gzip } from "./archives.mjs";
import { PLACES } from "./places.mjs";
import { file, program, writeTree } from "./tree.mjs";

/** Makes tsinit-VERSION-1.ARCH.rpm in `output`. The rest: platforms.mjs, contents.mjs. */
export function makeRpm({ run, folder, output, version, epoch }, platform, contents) {
  const { architecture, programs, license, thirdParty } = platform;
  const { rpm } = architecture;
  const top = `rpm-${rpm}`;
  const share = `${top}/tree/usr/share`;
  writeTree(folder, {
    ...Object.fromEntries(
      Object.entries(programs).map(([name, bytes]) => [`${top}/tree/usr/bin/${name}`, program(bytes)]),
    ),
    [`${share}/man/man8/tsinit.8`]: file(contents.manual),
    [`${share}/bash-completion/completions/tsinit`]: file(contents.bash),
    [`${share}/zsh/site-functions/_tsinit`]: file(contents.zsh),
    [`${share}/fish/vendor_completions.d/tsinit.fish`]: file(contents.fish),
    [`${share}/doc/tsinit/CHANGELOG.md`]: file(contents.changelog),
    [`${share}/licenses/tsinit/LICENSE`]: file(contents.license),
    [`${share}/licenses/tsinit/THIRD-PARTY`]: file(thirdParty),
    [`${top}/tsinit.spec`]: file(spec(version, Object.keys(programs), license)),
  });
  gzip(run, `${share}/man/man8/tsinit.8`);
  date(run, epoch, `${top}/tree`);
  const folders = `--define "_topdir $PWD/${top}" --define "_dbpath $PWD/${top}/db"`;
  run("sh", "-c", `exec rpmbuild -bb --quiet --target ${rpm}-linux ${folders} ${top}/tsinit.spec`);
  const name = `tsinit-${version}-1.${rpm}.rpm`;
  renameSync(`${folder}/${top}/RPMS/${rpm}/${name}`, `${folder}/${output}/${name}`);
}

/** The files are there already: nothing is to be compiled, stripped or looked through for what it needs. */
function spec(version, programs, license) {
  return `%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
%global _buildhost localhost
%global use_source_date_epoch_as_buildtime 1
%global _binary_payload w9.gzdio

Name: tsinit
Version: ${version}
Release: 1
Summary: Minimal init (PID 1) for containers
License: ${license}
URL: ${PLACES.repository}
AutoReqProv: no

%description
tsinit starts one program and stays its parent: it forwards signals to it,
reaps every orphan, and exits with the program's exit code. When the program
has ended, the processes that are left get TERM, a grace period and KILL.

Called tini, dumb-init, catatonit or pause, it keeps that program's contract.

%install
cp -a %{_topdir}/tree/. %{buildroot}

%files
%defattr(-,root,root,0755)
${programs.map((name) => `/usr/bin/${name}`).join("\n")}
/usr/share/man/man8/tsinit.8.gz
/usr/share/bash-completion/completions/tsinit
/usr/share/zsh/site-functions/_tsinit
/usr/share/fish/vendor_completions.d/tsinit.fish
%dir /usr/share/doc/tsinit
%doc /usr/share/doc/tsinit/CHANGELOG.md
%dir /usr/share/licenses/tsinit
%license /usr/share/licenses/tsinit/*
`;
}
