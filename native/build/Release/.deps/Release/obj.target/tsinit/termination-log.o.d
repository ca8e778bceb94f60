cmd_Release/obj.target/tsinit/termination-log.o := cc -o Release/obj.target/tsinit/termination-log.o ../termination-log.c '-DNODE_GYP_MODULE_NAME=tsinit' '-DUSING_UV_SHARED=1' '-DUSING_V8_SHARED=1' '-DV8_DEPRECATION_WARNINGS=1' '-D_LARGEFILE_SOURCE' '-D_FILE_OFFSET_BITS=64' '-DNAPI_VERSION=8' '-DNODE_ADDON_API_DISABLE_CPP_EXCEPTIONS' '-DBUILDING_NODE_EXTENSION' -I/work/main/build/node-headers/include/node -I/work/main/build/node-headers/src -I/work/main/build/node-headers/deps/openssl/config -I/work/main/build/node-headers/deps/openssl/openssl/include -I/work/main/build/node-headers/deps/uv/include -I/work/main/build/node-headers/deps/zlib -I/work/main/build/node-headers/deps/v8/include -I../../node_modules/node-addon-api  -fPIC -Os -Wall -Wextra -fvisibility=hidden -std=gnu11 -Wconversion -Wshadow -MMD -MF ./Release/.deps/Release/obj.target/tsinit/termination-log.o.d.raw   -c
Release/obj.target/tsinit/termination-log.o: ../termination-log.c \
 ../sys.h
../termination-log.c:
../sys.h:
