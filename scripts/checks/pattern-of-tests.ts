/** The names of tests and of what only tests import; a regular expression. tsconfig.build.json leaves out the same. */
export const testFilePattern = '[.]test[.]tsx?$|[.-]suite[.]ts$|(^|/)test-[^/]+[.]tsx?$|-test-[^/]+[.]ts$';
