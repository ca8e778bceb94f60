/*
 * Words of the command line (the whole input is one) and JSON, from the core and from others, as test/fuzz/parsers.c has it.
 */
#include <ctype.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "leaf.h"

w2c_leaves leaves;

void begin_leaves(struct text files, struct text any_file) {
  read_sections(files);
  begin_world(TEXT("tsinit"));
  host.any_file = any_file;
  memset(&leaves, 0, sizeof leaves);
  wasm2c_leaves_instantiate(&leaves, &host);
}

u32 new_string(struct text text) {
  const u32 address = w2c_leaves_newString(&leaves, (u32)text.size);
  put_string(address, text);
  return address;
}

struct text text_at(u32 address) {
  static char bytes[1 << 17];
  u32 size;
  memcpy(&size, linear_memory + address - 4, sizeof size);
  size /= 2;
  if (size > sizeof bytes) broken("a text is short: %u", size);
  for (u32 i = 0; i < size; i++) bytes[i] = unit_of(address, i);
  return (struct text){bytes, size};
}

const char *signal_name(int signo, char name[16]) {
  if (signo == SIGIO) return "SIGIO"; /* POLL, to the C library */
  if (signo < 32) snprintf(name, 16, "SIG%s", sigabbrev_np(signo));
  else if (signo < 34) snprintf(name, 16, "signal %d", signo);
  else snprintf(name, 16, signo > 34 ? "SIGRTMIN+%d" : "SIGRTMIN", signo - 34);
  return name;
}

static int expected_signal(const char *word) {
  static const struct {
    const char *name;
    int signo;
  } others[] = {{"IOT", 6}, {"CLD", 17}, {"POLL", 29}, {"IO", 29}, {"RTMIN", 34}, {"RTMAX", 64}};
  const long number = decimal_of((struct text){word, strlen(word)}, 9);
  if (number >= 0) return number <= 64 ? (int)number : 0;
  const char *const name = strncasecmp(word, "SIG", 3) == 0 ? word + 3 : word;
  for (int signo = 1; signo < 32; signo++)
    if (signo != SIGIO && strcasecmp(name, sigabbrev_np(signo)) == 0) return signo;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strcasecmp(name, others[i].name) == 0) return others[i].signo;
  if (strncasecmp(name, "RTMIN+", 6) != 0 && strncasecmp(name, "RTMAX-", 6) != 0) return 0;
  const long offset = decimal_of((struct text){name + 6, strlen(name + 6)}, 9);
  if (offset < 0 || offset > 30) return 0;
  return name[5] == '+' ? 34 + (int)offset : 64 - (int)offset;
}

static int expected_duration(const char *word) {
  static regex_t form;
  static bool compiled;
  regmatch_t match[6];
  if (!compiled) compiled = regcomp(&form, "^([0-9]{1,9}ms|([0-9]{1,6})(\\.([0-9]{1,3}))?([sm]?))$", REG_EXTENDED) == 0;
  if (regexec(&form, word, 6, match, 0) != 0) return -1;
  const double unit = match[2].rm_so < 0 ? 1 : strchr(word, 'm') ? 60000 : 1000;
  const double milliseconds = strtod(word, NULL) * unit + 0.5;
  return milliseconds < 2147483648.0 ? (int)milliseconds : -1;
}

/* What strtol(3) makes of it, and tini of that; of more than nine digits it is not asked whether the first ones are 0. */
static int expected_verbosity(const char *word) {
  char *end;
  const long number = strtol(word, &end, 10);
  const size_t most = strcspn(word, "0123456789") + 9;
  if (end > word + most) return 4;
  return number < 0 || number > 999999999 ? 4 : (int)number;
}

/* `number` after rules with commas between; -1 if they are refused. */
static int expected_replacement(struct text rules, int number, bool is_rewrite) {
  struct text list[256], sides[2];
  int result = number;
  for (size_t i = 0, count = split(rules, ',', list, 256); i < count; i++) {
    char from[256] = "", to[256] = "";
    const char *const colon = memchr(list[i].bytes, ':', list[i].size);
    sides[0] = colon ? (struct text){list[i].bytes, (size_t)(colon - list[i].bytes)} : list[i];
    sides[1] = colon ? without_start(list[i], sides[0].size + 1) : TEXT("");
    memcpy(from, sides[0].bytes, sides[0].size);
    memcpy(to, sides[1].bytes, sides[1].size);
    long a, b;
    if (is_rewrite) {
      if (!colon) return -1;
      a = expected_signal(from);
      b = strcmp(to, "0") == 0 ? 0 : expected_signal(to);
      if (a == 0 || (b == 0 && strcmp(to, "0") != 0)) return -1;
    } else {
      a = decimal_of(sides[0], 9);
      b = colon ? decimal_of(sides[1], 9) : 0;
      if (a < 0 || a > 255 || b < 0 || b > 255) return -1;
    }
    if (a == number) result = (int)b;
  }
  return result;
}

static void check(const char *what, const char *word, int expected, u32 found) {
  if (expected != (int)found) broken("%s of '%s' is %d, not %d", what, word, expected, (int)found);
}

void fuzz_words(struct text input) {
  char word[256];
  if (input.size >= sizeof word) input.size = sizeof word - 1;
  memcpy(word, input.bytes, input.size);
  word[input.size] = '\0';
  const struct text text = {word, strlen(word)};
  begin_leaves(TEXT(""), TEXT(""));
  const u32 at = new_string(text);
  check("the decimal value", word, (int)decimal_of(text, 9), w2c_leaves_decimal(&leaves, at));
  check("the duration", word, expected_duration(word), w2c_leaves_duration(&leaves, at));
  check("the signal", word, expected_signal(word), w2c_leaves_signalNumber(&leaves, at));
  check("the verbosity", word, expected_verbosity(word), w2c_leaves_verbosityOf(&leaves, at));
  for (int number = 0; number <= 64; number += number == 1 ? 14 : 1) {
    if (number > 17 && number < 62) continue;
    check("the rewriting", word, expected_replacement(text, number, true), w2c_leaves_rewritten(&leaves, at, (u32)number));
    check("the replacement", word, expected_replacement(text, number, false), w2c_leaves_remapped(&leaves, at, (u32)number));
  }
}

/* `most` is for --status, whose texts are as long as they are, or for a message. */
static struct text quoted(struct text text, u32 most) {
  w2c_leaves_0x5F_setArgumentsLength(&leaves, 2);
  return text_at(w2c_leaves_quoted(&leaves, new_string(text), most));
}

/* A text as JSON: what it was, but U+FFFD for what is no part of UTF-8. */
void fuzz_json(struct text input) {
  char expected[8 * CORE_PIECE];
  if (input.size > CORE_PIECE) input.size = CORE_PIECE;
  begin_leaves(TEXT(""), TEXT(""));
  const struct text message = quoted(input, 64);
  if (!is_json(message) || message.size > 64) broken("cut to 64 bytes it is JSON: %.*s", (int)message.size, message.bytes);
  const struct text found = quoted(input, 1 << 20);
  char *at = expected;
  *at++ = '"';
  for (struct text rest = input; rest.size > 0;) {
    const size_t length = utf8_length(rest);
    const char byte = *rest.bytes;
    if (length == 0) at += sprintf(at, "\\ufffd");
    else if (length == 2 && (unsigned char)byte == 0xc2 && (unsigned char)rest.bytes[1] < 0xa0) /* C1 */
      at += sprintf(at, "\\u%04x", (unsigned char)rest.bytes[1]);
    else if (is_control(byte)) at += sprintf(at, "\\u%04x", byte);
    else {
      if (byte == '"' || byte == '\\') *at++ = '\\';
      memcpy(at, rest.bytes, length);
      at += length;
    }
    rest = without_start(rest, length > 0 ? length : 1);
  }
  *at++ = '"';
  if (!is_json(found) || !equals(found, (struct text){expected, (size_t)(at - expected)}))
    broken("as JSON it is %.*s, not %.*s", (int)(at - expected), expected, (int)found.size, found.bytes);
}
