# The addon of the Node host. To be built by scripts/build-node.mjs, which makes numbers.h and says where Node's headers are.
{
  "targets": [
    {
      "target_name": "tsinit",
      "sources": ["addon.c", "handlers.c", "libc.c", "setting.c", "watchers.c", "<!@(ls ../*.c)"],
      "include_dirs": ["..", "../../build/addon"],
      "defines": ["NAPI_VERSION=8", "SYS_HAS_SETTING"],
      # with it fcntl(2) would be a function that only glibc 2.28 has
      "defines!": ["_FILE_OFFSET_BITS=64"],
      "cflags": ["-Os", "-Wall", "-Wextra", "-fvisibility=hidden", "<!@(echo $SANITIZE)"],
      "cflags_c": ["-std=gnu11", "-Wconversion", "-Wshadow"],
      # now, not lazily: the dynamic linker at work needs more stack than sys_spawn() gives the child
      "ldflags": ["-Wl,-z,now", "<!@(echo $SANITIZE)"],
      "configurations": { "Release": {} },
    }
  ]
}
