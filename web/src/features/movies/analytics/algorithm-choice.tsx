import type { Algorithm } from '@starweave/contract';

export interface AlgorithmChoiceProps {
  readonly legend: string;
  readonly algorithms: readonly Pick<Algorithm, 'id' | 'name'>[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Some of the algorithms, each on or off. */
export function AlgorithmChoice({ legend, algorithms, chosen, onChange }: AlgorithmChoiceProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-2">
        {algorithms.map(({ id, name }) => {
          const isChosen = chosen.includes(id);
          return (
            <label
              key={id}
              className={`inline-flex min-h-9 cursor-pointer items-center gap-2 rounded-full border px-3.5 text-sm transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${isChosen ? 'border-accent bg-accent-wash text-ink' : 'border-line-strong text-ink-soft hover:text-ink'}`}
            >
              <input
                type="checkbox"
                checked={isChosen}
                onChange={() => onChange(isChosen ? chosen.filter((other) => other !== id) : [...chosen, id])}
                className="size-4"
              />
              {name}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
