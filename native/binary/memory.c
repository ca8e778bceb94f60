/* The core's linear memory, and the strings in it. */
#include "host.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The core's linear memory. AssemblyScript sets no maximum; a page that is never touched costs nothing, and a normal
 * run stays within the first 64 kB.
 */
#define WASM_PAGE 65536u
#define MAX_PAGES (CORE_LINEAR_MEMORY / WASM_PAGE)
#ifdef PRELOADED_MEMORY /* native/binary/memory.S */
extern uint8_t linear_memory_preloaded[]; /* the end of the linear memory's first part, which the file has */
#else
uint8_t linear_memory[CORE_LINEAR_MEMORY];
#endif

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint64_t pages, uint64_t max_pages, bool is64, uint32_t page_size) {
  (void)max_pages, (void)is64, (void)page_size;
  if (pages > MAX_PAGES) wasm_rt_trap(WASM_RT_TRAP_OOB);
  memory->pages = pages;
  memory->size = pages * WASM_PAGE;
}

SYS_COLD uint64_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint64_t pages) {
  const uint64_t old = memory->pages;
  if (pages > MAX_PAGES - old) {
    host.memory_refused = true;
    return (uint64_t)-1;
  }
  memory->pages = old + pages;
  memory->size = memory->pages * WASM_PAGE;
  return old;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { (void)memory; }

#ifdef PRELOADED_MEMORY
static uint8_t *page_of(uint8_t *address, size_t page_size) { return address - (uintptr_t)address % page_size; }

/*
 * Nothing is kept for it: the pages are given back, and the kernel maps them anew when they are touched, with what the file has
 * or with zeros: madvise(2). Two pages are not the linear memory's alone. The first begins with other variables, which are put
 * back. In the one where the preloaded part ends, the file goes on with something else, where execve(2) had put zeros: they are
 * put there again.
 */
bool renew_memory(void) {
  const size_t page_size = (size_t)getpagesize();
  uint8_t *const first = page_of(linear_memory, page_size);
  uint8_t *const end = linear_memory + CORE_LINEAR_MEMORY;
  uint8_t *const last = page_of(end, page_size);
  const size_t others = (size_t)(linear_memory - first);
  uint8_t kept[others + 1];
  memcpy(kept, first, others);
  linear_memory[0] = 1; /* the core's address 0, which is nobody's and so is 0 in the file */
  if (madvise(first, (size_t)(last - first), MADV_DONTNEED) < 0) return false;
  if (linear_memory[0] != 0) return false; /* qemu-user: what it took for a hint only, it leaves out */
  memcpy(first, kept, others);
  memset(linear_memory_preloaded, 0, page_size - (uintptr_t)linear_memory_preloaded % page_size);
  memset(last, 0, (size_t)(end - last));
  return true;
}
#else
/* The data segments are copied when the core is instantiated. */
bool renew_memory(void) {
  memset(linear_memory, 0, CORE_LINEAR_MEMORY);
  return true;
}
#endif

static uint8_t *unit_at(uint32_t address, size_t index) {
  const uint64_t at = address + (uint64_t)index * 2;
  if (at + 2 > CORE_LINEAR_MEMORY) wasm_rt_trap(WASM_RT_TRAP_OOB);
#if WABT_BIG_ENDIAN
  return linear_memory + CORE_LINEAR_MEMORY - at - 2;
#else
  return linear_memory + at;
#endif
}

void put_string(uint32_t to, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    const uint16_t unit = (unsigned char)bytes[i];
    memcpy(unit_at(to, i), &unit, sizeof unit);
  }
}

void get_string(char *bytes, uint32_t from, size_t length) {
  for (size_t i = 0; i < length; i++) {
    uint16_t unit;
    memcpy(&unit, unit_at(from, i), sizeof unit);
    bytes[i] = (char)unit;
  }
}
