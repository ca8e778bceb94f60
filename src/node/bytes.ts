/** Texts as strings of bytes, each character standing for one byte: what the core and the addon work on. */

/** The bytes of a text, which is stored as UTF-8. Throws a TypeError if there is a NUL in it: no argument can have one. */
export function toBytes(text: string): string {
  if (text.includes("\0")) throw new TypeError(`a string without null bytes expected, not ${JSON.stringify(text)}`);
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The strings of an environment, as execve(2) takes them. */
export function environmentBytes(variables: NodeJS.ProcessEnv): string[] {
  return Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : toBytes(`${name}=${value}`)));
}
