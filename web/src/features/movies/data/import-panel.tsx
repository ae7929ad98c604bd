import { MovieTaskKind, MovieTaskState } from '@starweave/contract';
import { type FormEvent, useId, useRef, useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { formatBytes, formatQuantity } from '../../../design/charts/format-number.ts';
import { Icon } from '../../../design/icon.tsx';
import { ProgressBar } from '../../../design/progress-bar.tsx';
import { isFinalTask } from '../tasks/describe-task.ts';
import { TaskProgress } from '../tasks/task-progress.tsx';
import type { Tasks } from '../tasks/use-tasks.ts';
import { chooseFiles, type FileChoice } from './upload/choose-files.ts';
import { describeUpload } from './upload/describe-upload.ts';
import { type Import, type ImportState, useImport } from './use-import.ts';

const LONGEST_NAME = 100;

/** Chooses files, sends them, and shows what becomes of them. */
export function ImportPanel({ tasks }: { readonly tasks: Tasks }) {
  const imports = (tasks.tasks ?? []).filter(({ kind }) => kind === MovieTaskKind.IMPORT);
  const shown = imports.filter(
    (task, index) => !isFinalTask(task) || (index === 0 && task.state === MovieTaskState.FAILED),
  );
  const ongoing = useImport(tasks.center);
  return (
    <div className="grid gap-4">
      {shown.map((task) => (
        <TaskProgress
          key={task.id}
          task={task}
          center={tasks.center}
          hint="Films go on with the data set in use until this one is trained; then Starweave switches at once. You can leave this page."
        />
      ))}
      <ImportForm ongoing={ongoing} />
    </div>
  );
}

function ImportForm({ ongoing }: { readonly ongoing: Import }) {
  const [choice, setChoice] = useState<FileChoice<File>>();
  const [name, setName] = useState('');
  const { state, start, stop, forget } = ongoing;
  const isBusy = state.kind === 'sending' || state.kind === 'starting';
  const choose = (files: FileList | null) => {
    const next = chooseFiles([...(files ?? [])]);
    setChoice(next);
    forget();
    if (next.kind === 'ready') setName(next.name);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (choice?.kind !== 'ready' || isBusy || name.trim() === '') return;
    if (await start(choice.files, name.trim())) {
      // The button that was pressed goes; the first one stays.
      if (form.contains(document.activeElement)) form.querySelector('button')?.focus({ preventScroll: true });
      setChoice(undefined);
      setName('');
    }
  };
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="grid gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5"
    >
      <p className="max-w-3xl text-sm text-ink-soft">
        MovieLens data sets come from grouplens.org, with a licence of their own: read it first. Choose the zip as it
        came, or the folder that was in it. Everything stays on this server.
      </p>
      <FileButtons isBusy={isBusy} onChoose={choose} />
      {choice?.kind === 'refused' && (
        <p role="alert" className="rounded-xl bg-danger-wash px-3 py-2 text-sm">
          {choice.reason}
        </p>
      )}
      {choice?.kind === 'ready' && (
        <>
          <p className="text-sm break-words">
            {choice.files.map((file) => file.name).join(', ')}:{' '}
            <span className="text-ink-soft">
              {formatQuantity(choice.files.length, 'file')}, {formatBytes(choice.sizeBytes)}
            </span>
          </p>
          <label className="grid max-w-md gap-1.5 text-sm font-medium">
            Name of the data set
            <input
              type="text"
              required
              maxLength={LONGEST_NAME}
              value={name}
              disabled={isBusy}
              onChange={(event) => setName(event.target.value)}
              className="min-h-11 rounded-xl border border-line-strong bg-paper px-3 text-base font-normal"
            />
          </label>
          <ImportProgress state={state} />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" variant="primary" busy={isBusy} disabled={name.trim() === ''}>
              {state.kind === 'failed' && state.canResume ? 'Go on where it stopped' : 'Import'}
            </Button>
            {state.kind === 'sending' && (
              <Button icon="stop" onClick={stop}>
                Stop sending
              </Button>
            )}
          </div>
        </>
      )}
    </form>
  );
}

interface FileButtonsProps {
  readonly isBusy: boolean;
  readonly onChoose: (files: FileList | null) => void;
}

function FileButtons({ isBusy, onChoose }: FileButtonsProps) {
  const zip = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const hintId = useId();
  const take = (input: HTMLInputElement) => {
    onChoose(input.files);
    // The same choice again must be told too.
    input.value = '';
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button icon="plus" off={isBusy} aria-describedby={hintId} onClick={() => zip.current?.click()}>
        Choose a zip
      </Button>
      <Button icon="plus" off={isBusy} aria-describedby={hintId} onClick={() => folder.current?.click()}>
        Choose a folder
      </Button>
      <span id={hintId} className="text-sm text-ink-soft">
        .csv, .dat, u.data or Parquet inside
      </span>
      <input
        ref={zip}
        type="file"
        hidden
        accept=".zip,.parquet,application/zip"
        aria-label="A zip with ratings"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        aria-label="A folder with ratings"
        // React knows this attribute by its element only.
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
    </div>
  );
}

function ImportProgress({ state }: { readonly state: ImportState }) {
  if (state.kind === 'sending') {
    const { moment } = state;
    return (
      <div className="grid gap-2">
        <p className="text-sm tabular-nums">Sending: {describeUpload(moment)}</p>
        <ProgressBar
          label="Sending"
          value={Math.floor((moment.sentBytes / moment.sizeBytes) * 100)}
          valueText={describeUpload(moment)}
        />
      </div>
    );
  }
  if (state.kind === 'starting') return <ProgressBar label="Starting the import" />;
  if (state.kind === 'idle') return null;
  return (
    <div role="alert" className="flex gap-2.5 rounded-xl bg-danger-wash p-3 text-sm">
      <span className="text-danger">
        <Icon name="warning" size={18} />
      </span>
      <p className="min-w-0 break-words">
        {state.message}
        {state.canResume && <span className="text-ink-soft"> What was sent is kept for a day.</span>}
      </p>
    </div>
  );
}
