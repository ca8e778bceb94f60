/** The release notes: what CHANGELOG.md says of a version. */
import { Failure, UNFIT } from "./failure.mjs";

/** The text of the version's section, without its heading. Throws a Failure if there is none, or nothing in it. */
export function notesOf(changelog, version) {
  const section = changelog.split(/^## /m).find((part) => part.split(/[\s,]/, 1)[0] === version);
  const text = section?.replace(/.*\n/, "").trim() ?? "";
  if (text === "") throw new Failure(`CHANGELOG.md says nothing of version ${version}.`, UNFIT);
  return `${text}\n`;
}
