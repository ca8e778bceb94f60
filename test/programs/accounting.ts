/** Process accounting: the kernel writes down each process of a PID namespace that ends, with its wait status. acct(5). */
import { readFileSync } from "node:fs";

const RECORD = 64;
const STATUS = 4;
const NAME = 48;
const SIGKILL = 9;

/** The shell command that turns it on in its PID namespace. Where that is not possible the file stays empty. */
export function accounting(file: string): string {
  return `: > ${file}; /usr/bin/python3 -c 'import ctypes; ctypes.CDLL(None).acct(b"${file}")'`;
}

/** How many have ended so far. */
export function ended(file: string): number {
  return Math.floor(readFileSync(file).length / RECORD);
}

/** The names of those who were ended by KILL, but for the first `skipped` who ended: at most 15 characters each. */
export function killed(file: string, skipped: number): string[] {
  const bytes = readFileSync(file);
  const names: string[] = [];
  for (let at = skipped * RECORD; at + RECORD <= bytes.length; at += RECORD)
    if ((bytes.readUInt32LE(at + STATUS) & 0x7f) === SIGKILL)
      names.push(bytes.toString("latin1", at + NAME, at + RECORD).replace(/\0.*/, ""));
  return names;
}
