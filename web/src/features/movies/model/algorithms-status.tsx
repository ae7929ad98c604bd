import type { Algorithm, ListAlgorithmsResponse } from '@starweave/contract';
import { useState } from 'react';
import { Dialog } from '../../../design/dialog.tsx';
import { Skeleton } from '../../../design/skeleton.tsx';
import { describeReason, describeStanding } from './describe-algorithm.ts';

/** "5 of 6 algorithms"; pressing it says which, and why not the others. */
export function AlgorithmsStatus({ known }: { readonly known: ListAlgorithmsResponse | undefined }) {
  const [open, setOpen] = useState(false);
  if (known === undefined) return <Skeleton className="h-7 w-36 rounded-full" />;
  const { servingCount, totalCount } = known;
  const isWhole = servingCount >= totalCount;
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="inline-flex min-h-7 items-center gap-2 rounded-full border border-line bg-surface px-3 text-xs font-medium text-ink-soft transition-colors hover:border-line-strong hover:text-ink"
      >
        <span aria-hidden="true" className={`size-2 rounded-full ${isWhole ? 'bg-success' : 'bg-glow'}`} />
        {servingCount} of {totalCount} algorithms
      </button>
      {open && <AlgorithmsDialog known={known} onClose={() => setOpen(false)} />}
    </>
  );
}

interface AlgorithmsDialogProps {
  readonly known: ListAlgorithmsResponse;
  readonly onClose: () => void;
}

/** The six that are always kept trained; what else there is stands on the data page. */
function AlgorithmsDialog({ known: { algorithms, defaultAlgorithm }, onClose }: AlgorithmsDialogProps) {
  return (
    <Dialog title="Algorithms" onClose={onClose}>
      <ul className="-mx-2 grid max-h-[65vh] gap-1 overflow-y-auto">
        {algorithms
          .filter(({ isStandard }) => isStandard)
          .map((algorithm) => (
            <AlgorithmEntry key={algorithm.id} algorithm={algorithm} isDefault={algorithm.id === defaultAlgorithm} />
          ))}
      </ul>
    </Dialog>
  );
}

const DOTS = { serves: 'bg-success', waits: 'bg-glow', fails: 'bg-danger' } as const;

function AlgorithmEntry({ algorithm, isDefault }: { readonly algorithm: Algorithm; readonly isDefault: boolean }) {
  const { words, kind } = describeStanding(algorithm);
  const reason = describeReason(algorithm);
  return (
    <li className="grid gap-0.5 rounded-2xl px-2 py-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium">
          {algorithm.name}
          {isDefault && <span className="ml-2 text-xs font-normal text-ink-faint">asked by default</span>}
        </span>
        <span className="inline-flex items-center gap-1.5 text-xs text-ink-soft">
          <span aria-hidden="true" className={`size-2 rounded-full ${DOTS[kind]}`} />
          {words}
        </span>
      </div>
      <p className="text-sm text-ink-soft">{algorithm.description}</p>
      {reason !== '' && <p className="text-sm text-danger">{reason}</p>}
    </li>
  );
}
