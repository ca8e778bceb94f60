/*
 * The core's linear memory, for little-endian machines. It starts with the core's data segments, which the kernel maps
 * from the executable when they are touched; the rest is zero and takes no room in the file. The two sections get
 * neighbouring addresses from scripts/build.mjs.
 */
#define QUOTE(text) #text
#define QUOTED(text) QUOTE(text)

  .section .linear_memory, "aw", %progbits
  .globl linear_memory
linear_memory:
  .incbin QUOTED(PRELOADED_MEMORY)
linear_memory_end:

  .section .linear_rest, "aw", %nobits
  .globl linear_rest /* never named, so the linker is told to keep it */
linear_rest:
  .skip LINEAR_MEMORY_SIZE - (linear_memory_end - linear_memory)

  .section .note.GNU-stack, "", %progbits
