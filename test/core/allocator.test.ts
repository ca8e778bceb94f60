/** The core's allocator: blocks keep what is in them, what was freed is used again, and nothing is touched that nobody needs. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { compileCore } from "../../scripts/build/core.mjs";

const WASM = "build/leaves/allocator.wasm";

interface Allocator {
  memory: WebAssembly.Memory;
  allocate(size: number): number;
  resize(at: number, size: number): number;
  free(at: number): void;
}

let module: WebAssembly.Module;
beforeAll(() => {
  compileCore("test/support/allocator.ts", WASM);
  module = new WebAssembly.Module(readFileSync(WASM));
});

const allocator = () => new WebAssembly.Instance(module, { env: {} }).exports as unknown as Allocator;

/** The blocks of an allocator, each filled with a byte of its own, which must still be there whenever it is looked at. */
class Blocks {
  private readonly all: { at: number; size: number; byte: number }[] = [];
  private next = 1;

  constructor(private readonly allocator: Allocator) {}

  private bytes(at: number, size: number): Uint8Array {
    return new Uint8Array(this.allocator.memory.buffer, at, size);
  }

  private fill(at: number, size: number): void {
    const byte = (this.next++ % 255) + 1;
    expect(at % 16).toBe(0);
    expect(at + size).toBeLessThanOrEqual(this.allocator.memory.buffer.byteLength);
    this.bytes(at, size).fill(byte);
    this.all.push({ at, size, byte });
  }

  private take(index: number): { at: number; size: number; byte: number } {
    const [block] = this.all.splice(index % this.all.length, 1);
    expect(this.bytes(block.at, block.size).every((byte) => byte === block.byte)).toBe(true);
    return block;
  }

  allocate(size: number): void {
    this.fill(this.allocator.allocate(size), size);
  }

  free(index: number): void {
    if (this.all.length > 0) this.allocator.free(this.take(index).at);
  }

  resize(index: number, size: number): void {
    if (this.all.length === 0) return;
    const { at, size: before, byte } = this.take(index);
    const moved = this.allocator.resize(at, size);
    expect(this.bytes(moved, Math.min(before, size)).every((kept) => kept === byte)).toBe(true);
    this.fill(moved, size);
  }

  freeAll(): void {
    while (this.all.length > 0) this.free(0);
  }
}

type Step =
  | { what: "allocate"; size: number }
  | { what: "free"; index: number }
  | { what: "resize"; index: number; size: number };

const size = fc.oneof(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 20_000 }));
const index = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ what: fc.constant("allocate" as const), size }),
  fc.record({ what: fc.constant("free" as const), index }),
  fc.record({ what: fc.constant("resize" as const), index, size }),
);

function run(blocks: Blocks, steps: Step[]): void {
  for (const one of steps) {
    if (one.what === "allocate") blocks.allocate(one.size);
    else if (one.what === "free") blocks.free(one.index);
    else blocks.resize(one.index, one.size);
  }
}

test("no block lies in another, and each keeps what is in it", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => run(new Blocks(allocator()), steps)));
});

// at first a block may take the place of another so that one that is a little larger has to go behind all
test("the same again and again takes no more memory in the end", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 100 }), (steps) => {
      const heap = allocator();
      const blocks = new Blocks(heap);
      const often = (times: number) => {
        for (let i = 0; i < times; i++) {
          run(blocks, steps);
          blocks.freeAll();
        }
        return heap.memory.buffer.byteLength;
      };
      const first = often(10);
      expect(often(20)).toBe(first);
    }),
    { numRuns: 40 },
  );
});

test("nothing is written to behind the last block", () => {
  const heap = allocator();
  const end = heap.allocate(100) + 100;
  expect(heap.memory.buffer.byteLength - end).toBeGreaterThan(32_768);
  expect(new Uint8Array(heap.memory.buffer, end + 32).every((byte) => byte === 0)).toBe(true);
});
