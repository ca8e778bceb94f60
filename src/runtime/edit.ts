/** The two changes of a config.json: what is put where. Every other byte of it stays. */
import { quoted } from "../core/base/json";
import { joined } from "../core/base/text";
import { Container } from "./container";
import { Host } from "./host";
import { endOfValue, NOWHERE } from "./json";
import { Members } from "./members";

/** `text` takes the place of the bytes from `start` up to but not including `end`, of which there may be none. */
class Edit {
  constructor(
    readonly start: i32,
    readonly end: i32,
    readonly text: string,
  ) {}
}

/**
 * Puts the init before the container's program, and mounts it. `source` is its path on the host, `path` its path in the container.
 * 0 or -errno: then the file is as it was.
 */
export function inject(host: Host, container: Container, source: string, path: string, options: string[]): i32 {
  const failed = host.create();
  if (failed < 0) return failed;
  const words = argsEdit(container, path, options);
  const mount = mountEdit(container, source, path);
  const first = words.start < mount.start ? words : mount;
  const second = words.start < mount.start ? mount : words;
  host.copy(0, first.start);
  host.put(first.text);
  host.copy(first.end, second.start);
  host.put(second.text);
  host.copy(second.end, container.end);
  return host.replace();
}

function argsEdit(container: Container, path: string, options: string[]): Edit {
  const words: string[] = [`${quoted(path)},`];
  for (let i: i32 = 0; i < options.length; i++) words.push(`${quoted(options[i])},`);
  words.push('"--",');
  return new Edit(container.args + 1, container.args + 1, joined(words));
}

/** The mount is the last one, so that none hides it. */
function mountEdit(container: Container, source: string, path: string): Edit {
  const options = '["bind","ro","nosuid","nodev"]';
  const mount = `{"destination":${quoted(path)},"type":"bind","source":${quoted(source)},"options":${options}}`;
  const start = container.mounts;
  if (start === NOWHERE) return new Edit(container.top + 1, container.top + 1, `"mounts":[${mount}],`);
  if (container.hasNullMounts) return new Edit(start, endOfValue(container.bytes, start), `[${mount}]`);
  const elements = new Members(container.bytes, start);
  let end: i32 = start + 1;
  while (elements.next()) end = elements.end;
  return new Edit(end, end, end > start + 1 ? `,${mount}` : mount);
}
