import type { DataSet } from '@starweave/contract';
import { useState } from 'react';
import { describeProblem } from '../../../api/describe-problem.ts';
import { Button } from '../../../design/button.tsx';
import { formatQuantity } from '../../../design/charts/format-number.ts';
import { Dialog } from '../../../design/dialog.tsx';
import { useFilmSession } from '../film/film-context.ts';

export interface DeleteDataSetDialogProps {
  readonly dataSet: DataSet;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteDataSetDialog({ dataSet, onClose, onDeleted }: DeleteDataSetDialogProps) {
  const { movies } = useFilmSession();
  const [isDeleting, setDeleting] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = async () => {
    setDeleting(true);
    setProblem(undefined);
    try {
      await movies.deleteDataSet({ dataSetId: dataSet.id });
      onClose();
      onDeleted();
    } catch (reason) {
      setProblem(describeProblem(reason).message);
      setDeleting(false);
    }
  };
  return (
    <Dialog title="Delete this data set?" onClose={onClose}>
      <p className="mb-6 text-ink-soft">
        “<span className="break-words text-ink">{dataSet.name}</span>” with its{' '}
        {formatQuantity(dataSet.ratingCount, 'rating')} and the models trained on it go for good. To have it again, it
        must be imported again.
      </p>
      {problem !== undefined && (
        <p role="alert" className="mb-4 rounded-xl bg-danger-wash px-3 py-2 text-sm">
          {problem}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button variant="danger" busy={isDeleting} onClick={() => void confirm()}>
          Delete data set
        </Button>
      </div>
    </Dialog>
  );
}
