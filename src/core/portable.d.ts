/** The number types that AssemblyScript has and TypeScript lacks. The core is written in the subset that both compile. */
type i32 = number;
type f64 = number;
type bool = boolean;
