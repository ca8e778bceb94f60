/* Whether a text is JSON: RFC 8259, UTF-8 and all. Not how the core makes it, so that both would have to be wrong. */
#include <string.h>

#include "fuzz.h"

size_t utf8_length(struct text text) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* what is less has a shorter form */
  if (text.size == 0) return 0;
  const unsigned char first = (unsigned char)text.bytes[0];
  if (first < 0x80) return 1;
  const size_t length = first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
  if (length == 0 || text.size < length) return 0;
  uint32_t code = first & (0x7fu >> length);
  for (size_t i = 1; i < length; i++) {
    const unsigned char next = (unsigned char)text.bytes[i];
    if (next >> 6 != 2) return 0;
    code = code << 6 | (next & 0x3f);
  }
  return code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : length;
}

static struct text rest;

static bool take(char byte) {
  if (rest.size == 0 || *rest.bytes != byte) return false;
  rest = without_start(rest, 1);
  return true;
}

static void skip(const char *bytes) {
  while (rest.size > 0 && *rest.bytes != '\0' && strchr(bytes, *rest.bytes)) rest = without_start(rest, 1);
}

static bool digits(void) {
  const size_t before = rest.size;
  skip("0123456789");
  return rest.size < before;
}

static bool string(void) {
  if (!take('"')) return false;
  while (!take('"')) {
    if (take('\\')) {
      if (take('u')) {
        for (int i = 0; i < 4; i++) {
          if (rest.size == 0 || *rest.bytes == '\0' || !strchr("0123456789abcdefABCDEF", *rest.bytes)) return false;
          rest = without_start(rest, 1);
        }
      } else {
        if (rest.size == 0 || *rest.bytes == '\0' || !strchr("\"\\/bfnrt", *rest.bytes)) return false;
        rest = without_start(rest, 1);
      }
      continue;
    }
    const size_t length = utf8_length(rest);
    if (length == 0 || (length == 1 && *rest.bytes < 32)) return false;
    rest = without_start(rest, length);
  }
  return true;
}

static bool number(void) {
  take('-');
  if (!take('0') && !digits()) return false;
  if (take('.') && !digits()) return false;
  return true;
}

static bool word(struct text word) {
  if (!starts_with(rest, word)) return false;
  rest = without_start(rest, word.size);
  return true;
}

static bool value(int depth) {
  if (depth == 0) return false;
  skip(" \n");
  if (take('{')) {
    skip(" \n");
    if (take('}')) return true;
    do {
      skip(" \n");
      if (!string() || !take(':') || !value(depth - 1)) return false;
      skip(" \n");
    } while (take(','));
    return take('}');
  }
  if (take('[')) {
    skip(" \n");
    if (take(']')) return true;
    do {
      if (!value(depth - 1)) return false;
      skip(" \n");
    } while (take(','));
    return take(']');
  }
  return string() || word(TEXT("true")) || word(TEXT("false")) || word(TEXT("null")) || number();
}

bool is_json(struct text text) {
  rest = text;
  if (!value(8)) return false;
  skip(" \n");
  return rest.size == 0;
}
