/** What a world needs to be left and come back to: a copy of everything, and a text that tells whether two are the same. */

/**
 * The clock of an explored world begins here: no other number is as large, so a point in time can be told from a length of
 * time, a pid or a count.
 */
export const BEGINNING = 2 ** 40;
const isTime = (value: number) => value >= BEGINNING / 2;

/** A copy of all objects that can be reached, with their prototypes and references. What is frozen, a key, or in a set is shared. */
export function copy<T>(value: T, copies = new Map<object, object>()): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known as T;
  if (Array.isArray(value)) {
    const array: unknown[] = [];
    copies.set(value, array);
    for (const item of value) array.push(typeof item === "object" ? copy(item, copies) : item);
    return array as T;
  }
  if (value instanceof Map) {
    const map = new Map();
    copies.set(value, map);
    for (const [key, item] of value) map.set(key, copy(item, copies));
    return map as T;
  }
  if (value instanceof Set) {
    const set = new Set(value);
    copies.set(value, set);
    return set as T;
  }
  const object = Object.create(Object.getPrototypeOf(value));
  copies.set(value, object);
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key];
    object[key] = typeof part === "object" ? copy(part, copies) : part;
  }
  return object;
}

/** Freezes an object with all that can be reached from it: it never changes, and copies share it. */
export function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of value instanceof Map ? value.values() : Object.values(value)) freeze(part);
  return value;
}

/**
 * Fields on which nothing depends but messages, or that are always written before they are read: two states that differ in
 * them alone are one.
 */
const IRRELEVANT: Record<string, string[]> = {
  // how many ends there were: from 64 on they are let gather, which the judge does not allow to happen
  Shutdown: ["drains", "survivors"],
  // the signals that explain a death
  Forwarder: ["sent"],
  // warnings, of which the world gives no cause
  Init: ["watch"],
  // the notes are for a core that is begun anew
  ExploredKernel: [
    "notes",
    "trace",
    "sent",
    "reaped",
    "taken",
    "output",
    "errors",
    "nextHandle",
    "content",
    "list",
    "answers",
  ],
};
const relevant = new Map<object, string[]>();

function fieldsOf(object: object): string[] {
  const prototype = Object.getPrototypeOf(object);
  let fields = relevant.get(prototype);
  if (fields === undefined || prototype === Object.prototype) {
    const irrelevant = IRRELEVANT[prototype.constructor.name] ?? [];
    fields = Object.keys(object).filter((field) => !irrelevant.includes(field));
    relevant.set(prototype, fields);
  }
  return fields;
}

let names = 0;
const namesOfFrozen = new WeakMap<object, number>();

/** The state as a text: the same for two states from which the same can happen. Of the time only what is to come counts. */
export function fingerprint(state: object, now: number): string {
  const seen = new Map<object, number>();
  let text = "";
  const write = (value: unknown): void => {
    if (typeof value === "number") {
      if (!isTime(value)) text += `${value},`;
      else text += value > now ? `+${value - now},` : "past,";
    } else if (typeof value === "object" && value !== null) writeObject(value);
    else if (typeof value !== "function") text += `${value},`;
  };
  const writeObject = (object: object): void => {
    if (Object.isFrozen(object)) {
      if (!namesOfFrozen.has(object)) namesOfFrozen.set(object, ++names);
      text += `f${namesOfFrozen.get(object)},`;
      return;
    }
    const index = seen.get(object);
    if (index !== undefined) {
      text += `#${index},`;
      return;
    }
    seen.set(object, seen.size);
    text += "(";
    if (Array.isArray(object) || object instanceof Set) for (const item of object) write(item);
    else if (object instanceof Map) {
      for (const [key, item] of object) {
        write(key);
        write(item);
      }
    } else for (const field of fieldsOf(object)) write((object as Record<string, unknown>)[field]);
    text += ")";
  };
  write(state);
  return text;
}
