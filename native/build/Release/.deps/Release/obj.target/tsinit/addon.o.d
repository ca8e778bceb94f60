cmd_Release/obj.target/tsinit/addon.o := g++ -o Release/obj.target/tsinit/addon.o ../addon.cc '-DNODE_GYP_MODULE_NAME=tsinit' '-DUSING_UV_SHARED=1' '-DUSING_V8_SHARED=1' '-DV8_DEPRECATION_WARNINGS=1' '-D_LARGEFILE_SOURCE' '-D_FILE_OFFSET_BITS=64' '-DNAPI_VERSION=8' '-DNODE_ADDON_API_DISABLE_CPP_EXCEPTIONS' '-DBUILDING_NODE_EXTENSION' -I/work/main/build/node-headers/include/node -I/work/main/build/node-headers/src -I/work/main/build/node-headers/deps/openssl/config -I/work/main/build/node-headers/deps/openssl/openssl/include -I/work/main/build/node-headers/deps/uv/include -I/work/main/build/node-headers/deps/zlib -I/work/main/build/node-headers/deps/v8/include -I../../node_modules/node-addon-api  -fPIC -Os -Wall -Wextra -fvisibility=hidden -std=gnu++17 -fno-exceptions -fno-rtti -MMD -MF ./Release/.deps/Release/obj.target/tsinit/addon.o.d.raw   -c
Release/obj.target/tsinit/addon.o: ../addon.cc \
 ../../node_modules/node-addon-api/napi.h \
 /work/main/build/node-headers/include/node/node_api.h \
 /work/main/build/node-headers/include/node/js_native_api.h \
 /work/main/build/node-headers/include/node/js_native_api_types.h \
 /work/main/build/node-headers/include/node/node_api_types.h \
 ../../node_modules/node-addon-api/napi-inl.h \
 ../../node_modules/node-addon-api/napi.h \
 ../../node_modules/node-addon-api/napi-inl.deprecated.h ../handlers.h \
 ../sys.h
../addon.cc:
../../node_modules/node-addon-api/napi.h:
/work/main/build/node-headers/include/node/node_api.h:
/work/main/build/node-headers/include/node/js_native_api.h:
/work/main/build/node-headers/include/node/js_native_api_types.h:
/work/main/build/node-headers/include/node/node_api_types.h:
../../node_modules/node-addon-api/napi-inl.h:
../../node_modules/node-addon-api/napi.h:
../../node_modules/node-addon-api/napi-inl.deprecated.h:
../handlers.h:
../sys.h:
