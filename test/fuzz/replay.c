/* Runs the files that are named through FUZZ_TARGET, for those who have no libFuzzer. The last name printed is that of a crash. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    fprintf(stderr, "%s\n", argv[i]);
    FILE *const file = fopen(argv[i], "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) broken("%s can be read", argv[i]);
    const long size = ftell(file);
    rewind(file);
    /* as large as the input, so that a byte too many is seen */
    uint8_t *const bytes = malloc((size_t)size);
    if (fread(bytes, 1, (size_t)size, file) != (size_t)size) broken("%s can be read", argv[i]);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, (size_t)size);
    free(bytes);
  }
  return 0;
}
