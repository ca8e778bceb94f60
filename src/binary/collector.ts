/**
 * The collector of what AssemblyScript's own allocator gives out; scripts/collector.mjs puts it in the place of the one that
 * asc brings. It counts what is allocated.
 *
 * Whoever allocates is counted here, so nobody has to remember to. The collector is called between events, when nothing lives
 * on the stack alone: it follows the globals, and frees what it has not met. Constants, which lie below the heap, are neither
 * followed nor marked: they point to other constants only, and what is never written to stays a page of the file.
 */
import { BLOCK_OVERHEAD, OBJECT, OBJECT_MAXSIZE, OBJECT_OVERHEAD, TOTAL_OVERHEAD } from "rt/common";

/*
 * Objects are in a ring, through gcInfo (the next) and gcInfo2 (the one before). Blocks are aligned to 16 bytes; the lowest bit
 * of gcInfo is the object's colour. A ring begins and ends at a head that is no object.
 */
const COLOUR: usize = 1;

/** Those that were allocated, or reached by the last collection. */
// @ts-ignore: decorator
@lazy let objects = ringAt(newHead());
/** Those that this collection has reached. Whoever is added is visited later: the ring is the list of what is to do. */
// @ts-ignore: decorator
@lazy let reached = ringAt(newHead());
/** The colour of what is in `objects`. */
// @ts-ignore: decorator
@lazy let colour: usize = 0;
/** Bytes that were allocated since the last collection. */
// @ts-ignore: decorator
@lazy let allocated: usize = 0;

/** Room for a head: on the heap, which is written to anyway, not among the constants. */
function newHead(): usize {
  return __alloc(OBJECT_OVERHEAD) - BLOCK_OVERHEAD;
}

function ringAt(head: usize): OBJECT {
  const ring = changetype<OBJECT>(head);
  ring.gcInfo = head as u32;
  ring.gcInfo2 = head as u32;
  return ring;
}

function next(object: OBJECT): OBJECT {
  return changetype<OBJECT>((object.gcInfo as usize) & ~COLOUR);
}

function before(object: OBJECT): OBJECT {
  return changetype<OBJECT>(object.gcInfo2 as usize);
}

function setNext(object: OBJECT, other: OBJECT): void {
  object.gcInfo = (changetype<usize>(other) | ((object.gcInfo as usize) & COLOUR)) as u32;
}

function setBefore(object: OBJECT, other: OBJECT): void {
  object.gcInfo2 = changetype<usize>(other) as u32;
}

/** Adds an object at the end of a ring. */
function add(ring: OBJECT, object: OBJECT, withColour: usize): void {
  const last = before(ring);
  object.gcInfo = (changetype<usize>(ring) | withColour) as u32;
  setBefore(object, last);
  setNext(last, object);
  setBefore(ring, object);
}

/** How many bytes were allocated since the last collection. */
export function litter(): usize {
  return allocated;
}

// From here on: what asc calls.

// @ts-ignore: decorator
@global @unsafe
export function __new(size: usize, id: u32): usize {
  if (size > OBJECT_MAXSIZE) unreachable();
  const object = changetype<OBJECT>(__alloc(OBJECT_OVERHEAD + size) - BLOCK_OVERHEAD);
  object.rtId = id;
  object.rtSize = size as u32;
  add(objects, object, colour);
  allocated += TOTAL_OVERHEAD + size;
  return changetype<usize>(object) + TOTAL_OVERHEAD;
}

/** Gives an array more room. One that is a constant cannot have more: the collector would not follow it. */
// @ts-ignore: decorator
@global @unsafe
export function __renew(at: usize, size: usize): usize {
  if (at < __heap_base || size > OBJECT_MAXSIZE) unreachable();
  const moved = __realloc(at - OBJECT_OVERHEAD, OBJECT_OVERHEAD + size) + OBJECT_OVERHEAD;
  const object = changetype<OBJECT>(moved - TOTAL_OVERHEAD);
  object.rtSize = size as u32;
  setBefore(next(object), object);
  setNext(before(object), object);
  allocated += TOTAL_OVERHEAD + size;
  return moved;
}

/** Has an object at `at` kept, and what it points to. */
// @ts-ignore: decorator
@global @unsafe
export function __visit(at: usize, cookie: u32): void {
  if (at < __heap_base) return; // a constant, or null
  const object = changetype<OBJECT>(at - TOTAL_OVERHEAD);
  if (((object.gcInfo as usize) & COLOUR) !== colour) return;
  setBefore(next(object), before(object));
  setNext(before(object), next(object));
  add(reached, object, colour ^ COLOUR);
}

// @ts-ignore: decorator
@global @unsafe
export function __collect(): void {
  __visit_globals(0);
  for (let object = next(reached); object !== reached; object = next(object))
    __visit_members(changetype<usize>(object) + TOTAL_OVERHEAD, 0);
  let object = next(objects);
  while (object !== objects) {
    const following = next(object);
    __free(changetype<usize>(object) + BLOCK_OVERHEAD);
    object = following;
  }
  const empty = ringAt(changetype<usize>(objects));
  objects = reached;
  reached = empty;
  colour ^= COLOUR;
  allocated = 0;
}

/** A pointer is stored in an object: nothing to do, since nothing is collected meanwhile. */
// @ts-ignore: decorator
@global @unsafe
export function __link(parent: usize, child: usize, expectMultiple: bool): void {}

// @ts-ignore: decorator
@global @unsafe
export function __pin(at: usize): usize {
  return at;
}

// @ts-ignore: decorator
@global @unsafe
export function __unpin(at: usize): void {}
