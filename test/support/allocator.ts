/** For tests alone: the allocator of the compiled core, as scripts/allocator.mjs changes it. */

export function allocate(size: usize): usize {
  return __alloc(size);
}

export function resize(at: usize, size: usize): usize {
  return __realloc(at, size);
}

export function free(at: usize): void {
  __free(at);
}
