/** The version, the same as in package.json. */
export const VERSION_TEXT: string = "0.1.0";
