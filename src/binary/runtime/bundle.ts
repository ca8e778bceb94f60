/** The functions that native/runtime/bundle.c gives to the core, beside those of ../host: see src/runtime/host.ts. */
export declare function load(path: usize, length: i32): i32;
export declare function at(index: i32): i32;
export declare function endOfPlain(start: i32): i32;
export declare function text(start: i32, end: i32, to: usize): void;
export declare function look(path: usize, length: i32): i32;
export declare function hasDirectory(root: usize, length: i32, path: usize, size: i32): bool;
export declare function create(): i32;
export declare function copy(start: i32, end: i32): void;
export declare function put(text: usize, length: i32): void;
export declare function replace(): i32;
export declare function append(path: usize, length: i32, text: usize, size: i32): i32;
export declare function choose(path: usize, length: i32): void;
