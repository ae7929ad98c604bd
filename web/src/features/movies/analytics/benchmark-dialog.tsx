import type { Algorithm } from '@starweave/contract';
import { useState } from 'react';
import { describeProblem } from '../../../api/describe-problem.ts';
import { Button } from '../../../design/button.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { useFilmSession } from '../film/film-context.ts';
import type { TaskCenter } from '../tasks/task-center.ts';
import { AlgorithmChoice } from './algorithm-choice.tsx';

// What the six have to beat.
const BASELINE = 'baseline';
const LARGEST_SEED = 2 ** 31 - 1;

export interface BenchmarkDialogProps {
  readonly algorithms: readonly Algorithm[];
  readonly center: TaskCenter;
  readonly onClose: () => void;
}

/** Chooses what to measure and starts it. */
export function BenchmarkDialog({ algorithms, center, onClose }: BenchmarkDialogProps) {
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    algorithms.filter((one) => one.isStandard || one.id === BASELINE).map(({ id }) => id),
  );
  const [seed, setSeed] = useState('0');
  const { isStarting, problem, start } = useStart(center, onClose);
  const seedNumber = Number(seed);
  const isSeedGood = seed !== '' && Number.isInteger(seedNumber) && seedNumber >= 0 && seedNumber <= LARGEST_SEED;
  return (
    <Dialog title="Run a benchmark" onClose={onClose}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (isSeedGood && chosen.length > 0) void start(chosen, seedNumber);
        }}
      >
        <p className="text-sm text-ink-soft">
          A part of the ratings is set aside, each algorithm learns from the rest, and what it says about the part is
          measured. What serves now goes on serving.
        </p>
        <AlgorithmChoice legend="Algorithms" algorithms={algorithms} chosen={chosen} onChange={setChosen} />
        {chosen.length === 0 && <p className="text-sm text-danger">Choose at least one.</p>}
        <SeedField seed={seed} isGood={isSeedGood} onChange={setSeed} />
        {problem !== undefined && (
          <p role="alert" className="rounded-xl bg-danger-wash px-3 py-2 text-sm">
            {problem}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" variant="primary" busy={isStarting} disabled={chosen.length === 0 || !isSeedGood}>
            Start
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface SeedFieldProps {
  readonly seed: string;
  readonly isGood: boolean;
  readonly onChange: (seed: string) => void;
}

function SeedField({ seed, isGood, onChange }: SeedFieldProps) {
  return (
    <label className="grid gap-1.5 text-sm font-medium">
      Seed
      <input
        type="number"
        {...{ min: 0, max: LARGEST_SEED, step: 1, value: seed, required: true }}
        aria-invalid={!isGood}
        onChange={(event) => onChange(event.target.value)}
        className="min-h-10 w-40 rounded-xl border border-line-strong bg-paper px-3 font-normal tabular-nums"
      />
      <span className="font-normal text-ink-soft">
        The same seed sets the same ratings aside: 0 to {LARGEST_SEED.toLocaleString('en')}.
      </span>
    </label>
  );
}

function useStart(center: TaskCenter, onStarted: () => void) {
  const { movies } = useFilmSession();
  const [isStarting, setStarting] = useState(false);
  const [problem, setProblem] = useState<string>();
  const start = async (algorithms: readonly string[], seed: number) => {
    setStarting(true);
    setProblem(undefined);
    try {
      await center.start((options) => movies.runBenchmark({ algorithms: [...algorithms], seed }, options));
      onStarted();
    } catch (reason) {
      setProblem(describeProblem(reason).message);
    }
    setStarting(false);
  };
  return { isStarting, problem, start };
}
