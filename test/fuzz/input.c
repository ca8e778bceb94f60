/* The sections of an input, and what is done with texts that may hold NULs. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MOST_SECTIONS 512

static struct text names[MOST_SECTIONS];
static struct text contents[MOST_SECTIONS];
static size_t sections;

bool cut(struct text *rest, char end, struct text *piece) {
  if (rest->size == 0) return false;
  const char *const found = memchr(rest->bytes, end, rest->size);
  piece->bytes = rest->bytes;
  piece->size = found ? (size_t)(found - rest->bytes) : rest->size;
  *rest = without_start(*rest, piece->size + (found != NULL));
  return true;
}

size_t split(struct text text, char between, struct text *pieces, size_t most) {
  size_t count = 0;
  for (bool more = true; more && count < most; count++) {
    const char *const found = text.size > 0 ? memchr(text.bytes, between, text.size) : NULL;
    more = found != NULL;
    pieces[count] = (struct text){text.bytes, more ? (size_t)(found - text.bytes) : text.size};
    if (more) text = without_start(text, pieces[count].size + 1);
  }
  return count;
}

bool starts_with(struct text text, struct text start) {
  return start.size == 0 || (text.size >= start.size && memcmp(text.bytes, start.bytes, start.size) == 0);
}

bool equals(struct text a, struct text b) { return a.size == b.size && starts_with(a, b); }

struct text without_start(struct text text, size_t size) { return (struct text){text.bytes + size, text.size - size}; }

long decimal_of(struct text text, size_t most) {
  long value = 0;
  if (text.size == 0 || text.size > most) return -1;
  for (size_t i = 0; i < text.size; i++) {
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return -1;
    value = value * 10 + (text.bytes[i] - '0');
  }
  return value;
}

void read_sections(struct text input) {
  struct text rest = input, line;
  sections = 0;
  names[0] = TEXT("");
  contents[0] = (struct text){input.bytes, 0};
  for (const char *at = rest.bytes; cut(&rest, '\n', &line); at = rest.bytes) {
    if (starts_with(line, TEXT("@@@ ")) && sections + 1 < MOST_SECTIONS) {
      sections++;
      names[sections] = without_start(line, 4);
      contents[sections] = (struct text){rest.bytes, 0};
    } else {
      contents[sections].size += (size_t)(rest.bytes - at);
    }
  }
  sections++;
}

size_t section_count(void) { return sections; }

struct text section_at(size_t index, struct text *name) {
  *name = names[index];
  return contents[index];
}

struct text section(const char *name) {
  const struct text wanted = {name, strlen(name)};
  for (size_t i = 0; i < sections; i++)
    if (equals(names[i], wanted)) return contents[i];
  return (struct text){NULL, 0};
}

long section_number(const char *name, long otherwise) {
  struct text text = section(name), line;
  const long value = cut(&text, '\n', &line) ? decimal_of(line, 9) : -1;
  return value < 0 ? otherwise : value;
}
