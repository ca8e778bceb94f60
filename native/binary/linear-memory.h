/*
 * How the core reaches its linear memory. scripts/build/core.mjs includes this behind the macros of the same names that wasm2c
 * writes. Theirs are for a memory that may lie anywhere and have any size: each access loads its address and its size. Ours
 * is one array, so both are constants. The end that is checked is the array's, not that of the part in use: a core that goes
 * astray stays in its own memory, and renew_memory() cleans all of it. docs/decisions/size.md has what that is worth.
 */
#undef MEM_ADDR
#if WABT_BIG_ENDIAN
#define MEM_ADDR(memory, address, size) (linear_memory + CORE_LINEAR_MEMORY - (address) - (size))
#else
#define MEM_ADDR(memory, address, size) (linear_memory + (address))
#endif

#undef MEMCHECK_DEFAULT32
#define MEMCHECK_DEFAULT32(memory, address, type) \
  if (UNLIKELY((address) + sizeof(type) > CORE_LINEAR_MEMORY)) TRAP(OOB);

/* An access whose value nobody needs has to be made only where it is the check. */
#undef FORCE_READ_INT
#undef FORCE_READ_FLOAT
#define FORCE_READ_INT(value)
#define FORCE_READ_FLOAT(value)
