/**
 * A transform for asc (--transform): has its allocator take memory as it is needed. As it comes it takes all there is at once, and
 * writes to its end: a page that nobody uses. Each block is then cut from the rest, which takes more time than all else that
 * a start does. docs/decisions/start.md has what that is worth.
 *
 * What was freed is used first, as before. Memory that never was lies behind the tail, the last block, which has no length.
 */
import { libraryFiles } from "assemblyscript/asc";
import { Transform } from "assemblyscript/transform";

const OWN = `
/** Puts the tail at an address, behind which is room for its header. */
function moveTail(root: Root, at: usize): void {
  const end = at + BLOCK_OVERHEAD;
  const pages = memory.size();
  const needed = <i32>((end + 0xffff) >>> 16);
  if (needed > pages && memory.grow(needed - pages) < 0) unreachable();
  changetype<Block>(at).mmInfo = 0;
  SETTAIL(root, changetype<Block>(at));
}

/** A block behind all others, together with the free one before it, if there is one. */
function freshBlock(root: Root, size: usize): Block {
  let block = GETTAIL(root);
  if (block.mmInfo & LEFTFREE) {
    block = GETFREELEFT(block);
    removeBlock(root, block);
  }
  moveTail(root, changetype<usize>(block) + BLOCK_OVERHEAD + size);
  block.mmInfo = size;
  return block;
}
`;

/** What is replaced in the allocator. */
const CHANGES = [
  [
    "addMemory(root, memStart, <u64>memory.size() << 16);",
    "moveTail(root, ((memStart + BLOCK_OVERHEAD + AL_MASK) & ~AL_MASK) - BLOCK_OVERHEAD);",
  ],
  [
    `  if (!block) {
    growMemory(root, payloadSize);
    block = changetype<Block>(searchBlock(root, payloadSize));
    if (DEBUG) assert(block); // must be found now
  }
`,
    "  if (!block) return freshBlock(root, payloadSize);\n",
  ],
  [
    "  // otherwise move the block\n",
    `  if (changetype<usize>(right) === changetype<usize>(GETTAIL(root))) {
    moveTail(root, changetype<usize>(block) + BLOCK_OVERHEAD + payloadSize);
    block.mmInfo = payloadSize | (blockInfo & TAGS_MASK);
    return block;
  }

  // otherwise move the block
`,
  ],
];

function changed(source, [from, to]) {
  if (source.split(from).length !== 2) throw new Error(`the allocator of this AssemblyScript has not one "${from}"`);
  return source.replace(from, () => to);
}

libraryFiles["rt/tlsf"] = CHANGES.reduce(changed, libraryFiles["rt/tlsf"]) + OWN;

export default class extends Transform {}
