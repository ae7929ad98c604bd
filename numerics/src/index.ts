export type { NormalSource } from './normal-source.ts';
