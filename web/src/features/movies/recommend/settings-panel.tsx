import type { DataSet, ListAlgorithmsResponse } from '@starweave/contract';
import { useId } from 'react';
import { Button } from '../../../design/button.tsx';
import { Select } from '../../../design/select.tsx';
import { describeStanding } from '../model/describe-algorithm.ts';
import { AlgorithmField } from './algorithm-field.tsx';
import { GenreField } from './genre-field.tsx';
import { PersonField } from './person-field.tsx';
import { choosePopularityPresets } from './popularity-presets.ts';
import { RangeFields } from './range-fields.tsx';
import { countFilters, type RecommendSettings, turnGenre } from './recommend-settings.ts';
import { SliderField } from './slider-field.tsx';

export interface SettingsPanelProps {
  readonly settings: RecommendSettings;
  readonly onChange: (change: Partial<RecommendSettings>) => void;
  readonly known: ListAlgorithmsResponse | undefined;
  readonly dataSet: DataSet | undefined;
}

const ERAS = [
  { name: 'Any' },
  { name: 'Before 1970', to: 1969 },
  { name: '1970–1999', from: 1970, to: 1999 },
  { name: 'Since 2000', from: 2000 },
] as const;

/** Everything that shapes the list; each change is followed at once. */
export function SettingsPanel({ settings, onChange, known, dataSet }: SettingsPanelProps) {
  const { algorithm, count, diversity, userId, yearFrom, yearTo, ratingCountFrom, ratingCountTo } = settings;
  const filters = countFilters(settings);
  const popularity = choosePopularityPresets(dataSet);
  return (
    <div className="grid grid-cols-1 gap-6">
      <AlgorithmField
        algorithms={known?.algorithms}
        defaultAlgorithm={known?.defaultAlgorithm ?? ''}
        value={algorithm}
        onChange={(chosen) => onChange({ algorithm: chosen })}
      />
      <CompareField settings={settings} onChange={onChange} known={known} />
      <SliderField
        {...{ label: 'Films', value: Math.min(50, count), minimum: 5, maximum: 50, step: 1, valueText: `${count}` }}
        onChange={(chosen) => onChange({ count: chosen })}
      />
      <SliderField
        {...{ label: 'Diversity', value: Math.round(diversity * 100), minimum: 0, maximum: 100, step: 5 }}
        valueText={`${Math.round(diversity * 100)} %`}
        ends={['The best, however alike', 'All different']}
        onChange={(percent) => onChange({ diversity: percent / 100 })}
      />
      <GenreField
        wanted={settings.genres}
        leftOut={settings.withoutGenres}
        onTurn={(genre) => onChange(turnGenre(settings, genre))}
      />
      <RangeFields
        {...{ label: 'Years', from: yearFrom, to: yearTo, presets: ERAS, placeholders: ['From', 'To'], leastDigits: 4 }}
        onChange={(from, to) => onChange({ yearFrom: from, yearTo: to })}
      />
      <RangeFields
        {...{ label: 'Ratings a film has', from: ratingCountFrom, to: ratingCountTo, presets: popularity }}
        placeholders={['At least', 'At most']}
        onChange={(from, to) => onChange({ ratingCountFrom: from, ratingCountTo: to })}
      />
      <Button icon="close" off={filters === 0} className="justify-self-start" onClick={() => onChange(NO_FILTERS)}>
        Clear {filters > 1 ? `all ${filters} filters` : 'the filter'}
      </Button>
      <hr className="border-line" />
      <PersonField
        userId={userId}
        isSimulated={dataSet?.simulated === true}
        onChange={(chosen) => onChange({ userId: chosen })}
      />
    </div>
  );
}

const NO_FILTERS: Partial<RecommendSettings> = {
  genres: [],
  withoutGenres: [],
  yearFrom: undefined,
  yearTo: undefined,
  ratingCountFrom: undefined,
  ratingCountTo: undefined,
};

function CompareField({ settings, onChange, known }: Omit<SettingsPanelProps, 'dataSet'>) {
  const id = useId();
  const chosen = settings.algorithm || known?.defaultAlgorithm;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Compare with
      </label>
      <Select
        id={id}
        value={settings.compareWith}
        onChange={({ target }) => onChange({ compareWith: target.value })}
        className="h-9 w-full rounded-xl pl-2.5 text-sm"
      >
        <option value="">No other</option>
        {known?.algorithms.map((algorithm) => {
          const { kind, words } = describeStanding(algorithm);
          return (
            <option key={algorithm.id} value={algorithm.id} disabled={kind === 'fails' || algorithm.id === chosen}>
              {algorithm.name}
              {kind === 'fails' ? ` (${words})` : ''}
            </option>
          );
        })}
      </Select>
    </div>
  );
}
