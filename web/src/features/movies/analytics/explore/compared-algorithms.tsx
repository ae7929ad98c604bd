import type { Algorithm } from '@starweave/contract';
import { useState } from 'react';
import { AlgorithmChoice } from '../algorithm-choice.tsx';

/** Ids of the algorithms side by side, in the order of those that answer; `first` until somebody chooses. */
export function useCompared(answering: readonly Algorithm[], first: readonly string[]) {
  const [chosen, setChosen] = useState<readonly string[]>();
  const compared = answering.map(({ id }) => id).filter((id) => (chosen ?? first).includes(id));
  return { compared, setChosen };
}

export interface ComparedAlgorithmsProps {
  readonly answering: readonly Algorithm[];
  readonly compared: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}

/** Which algorithms stand side by side. */
export function ComparedAlgorithms({ answering, compared, onChange }: ComparedAlgorithmsProps) {
  return (
    <>
      <AlgorithmChoice legend="Algorithms, side by side" algorithms={answering} chosen={compared} onChange={onChange} />
      {compared.length === 0 && <p className="text-ink-soft">Choose at least one.</p>}
    </>
  );
}
