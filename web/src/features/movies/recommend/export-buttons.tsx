import type { RecommendResponse } from '@starweave/contract';
import { Button } from '../../../design/button.tsx';
import { saveFile } from '../../../design/charts/save-file.ts';
import { formatListAsCsv, formatListAsJson } from './export-list.ts';

/** The list as a file. */
export function ExportButtons({ answer }: { readonly answer: RecommendResponse | undefined }) {
  const isEmpty = answer === undefined || answer.recommendations.length === 0;
  return (
    <div className="flex gap-1.5">
      <Button
        icon="download"
        disabled={isEmpty}
        aria-label="Download the list as CSV"
        onClick={() =>
          // A byte order mark tells spreadsheets that it is UTF-8.
          answer && saveFile('recommendations.csv', new Blob(['\uFEFF', formatListAsCsv(answer)], { type: 'text/csv' }))
        }
      >
        CSV
      </Button>
      <Button
        icon="download"
        disabled={isEmpty}
        aria-label="Download the list as JSON"
        onClick={() =>
          answer && saveFile('recommendations.json', new Blob([formatListAsJson(answer)], { type: 'application/json' }))
        }
      >
        JSON
      </Button>
    </div>
  );
}
