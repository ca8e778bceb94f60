cmd_Release/tsinit.node := ln -f "Release/obj.target/tsinit.node" "Release/tsinit.node" 2>/dev/null || (rm -rf "Release/tsinit.node" && cp -af "Release/obj.target/tsinit.node" "Release/tsinit.node")
