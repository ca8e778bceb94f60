# The addon of the Node host. To be built by scripts/build-node.mjs, which makes numbers.h and says where Node's headers are.
{
  "targets": [
    {
      "target_name": "tsinit",
      "sources": ["addon.cc", "handlers.c", "setting.c", "watchers.c", "<!@(ls ../*.c)"],
      "include_dirs": ["..", "../../build/addon", "<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["SYS_HAS_SETTING", "NAPI_VERSION=8", "NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS"],
      "cflags": ["-Os", "-Wall", "-Wextra", "-fvisibility=hidden", "<!@(echo $SANITIZE)"],
      "cflags_c": ["-std=gnu11", "-Wconversion", "-Wshadow"],
      "cflags_cc": ["-std=gnu++17", "-fno-exceptions", "-fno-rtti"],
      # now, not lazily: the dynamic linker at work needs more stack than sys_spawn() gives the child
      "ldflags": ["-Wl,-z,now", "<!@(echo $SANITIZE)"],
      "configurations": { "Release": {} },
    }
  ]
}
