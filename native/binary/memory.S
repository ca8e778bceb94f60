/*
 * The core's linear memory, for little-endian machines. It starts with the core's data segments, which the kernel maps
 * from the executable when they are touched; the rest is zero and takes no room in the file. To lie side by side the first
 * part has to be the last of .data (by name: the linker sorts) and the rest the first of .bss, which .dynbss is;
 * scripts/build/link.mjs checks that nothing came between. The rest is aligned at its end, so that the buffers behind it
 * lie in as few pages as can be.
 */
#include "numbers.h"

  .section .data.zz_linear_memory, "aw", %progbits
  .globl linear_memory
  .balign 16
linear_memory:
  .incbin PRELOADED_MEMORY
  .globl linear_memory_preloaded
linear_memory_preloaded:

  .section .dynbss, "aw", %nobits
  .globl linear_rest /* never named in C, so the linker is told to keep it */
linear_rest:
  .skip CORE_LINEAR_MEMORY - (linear_memory_preloaded - linear_memory)
  .balign 4096
linear_memory_end:
  .globl linear_memory_end

  .section .note.GNU-stack, "", %progbits
