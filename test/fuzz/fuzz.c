/* The targets by name. FUZZ_TARGET says which it is. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static const struct {
  const char *name;
  void (*run)(struct text input);
} targets[] = {
    {"command-line", fuzz_command_line}, {"status", fuzz_status},   {"stat", fuzz_stat}, {"cgroups", fuzz_cgroups},
    {"counts", fuzz_counts},             {"signals", fuzz_signals}, {"json", fuzz_json}, {"words", fuzz_words},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static void (*run)(struct text input);
  if (!run) {
    const char *const wanted = getenv("FUZZ_TARGET");
    for (size_t i = 0; wanted && i < sizeof targets / sizeof *targets; i++)
      if (strcmp(targets[i].name, wanted) == 0) run = targets[i].run;
    if (!run) broken("FUZZ_TARGET is the name of a target");
  }
  run((struct text){(const char *)bytes, size});
  return 0;
}
