import koffi from 'koffi';

/** glibc's answer, in bytes: `man 3 mallinfo`. */
interface AllocatorCounts {
  /** In use, of what isn't mapped by itself. */
  readonly uordblks: bigint | number;
  /** In blocks that are mapped by themselves. */
  readonly hblkhd: bigint | number;
}

const fields = [
  'arena',
  'ordblks',
  'smblks',
  'hblks',
  'hblkhd',
  'usmblks',
  'fsmblks',
  'uordblks',
  'fordblks',
  'keepcost',
];
const readCounts = findCounts();

/**
 * Bytes that this process has allocated with malloc and not freed, in all its libraries and threads; what the allocator
 * keeps for later isn't in it, and neither is the JavaScript heap, array buffers apart. `undefined` without glibc 2.33 or
 * newer.
 */
export function readMemoryInUse(): number | undefined {
  const counts = readCounts?.();
  return counts === undefined ? undefined : Number(counts.uordblks) + Number(counts.hblkhd);
}

function findCounts(): (() => AllocatorCounts) | undefined {
  try {
    const counts = koffi.struct(Object.fromEntries(fields.map((field) => [field, 'size_t'])));
    return koffi.load('libc.so.6').func('mallinfo2', counts, []) as unknown as () => AllocatorCounts;
  } catch {
    return undefined;
  }
}
