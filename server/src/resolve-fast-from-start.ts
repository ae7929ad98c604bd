import { resolvePackagesFast } from './resolve-in-packages.ts';

// For a child process, with `--import`: what it imports itself is resolved before any code of its own runs.
resolvePackagesFast();
