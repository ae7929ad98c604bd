import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../command.ts';
import { runCommandLine } from '../run-command.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'starweave-evaluate-'));
  // Item 1 always gets 4 stars and item 2 always 2; user 9 and item 8 are only in the test file.
  const train = [1, 2, 3, 4].flatMap((user) => [`${user}\t1\t4\t${user}`, `${user}\t2\t2\t${user + 10}`]);
  writeFileSync(path.join(folder, 'u.base'), `${[...train, '1\t3\t3\t50'].join('\n')}\n`);
  writeFileSync(path.join(folder, 'u.test'), '2\t3\t3\t60\n9\t1\t4\t61\n3\t8\t1\t62\n');
  writeFileSync(path.join(folder, 'one.test'), '2\t3\t3\t60\n');
  writeFileSync(path.join(folder, 'negatives'), '(2,3)\t1\t2\n');
  writeFileSync(path.join(folder, 'folds'), '012012012');
  writeFileSync(path.join(folder, 'bad.csv'), 'userId,movieId,stars,when\n1,1,9,5\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(words: string): Promise<{ code: number; output: string; errors: string }> {
  let output = '';
  let errors = '';
  const code = await runCommandLine(['movies', ...words.split(' ')], {
    environment: {},
    workingFolder: folder,
    signal: new AbortController().signal,
    terminal: {
      write: (text) => {
        output += text;
      },
      writeError: (text) => {
        errors += text;
      },
      isInteractive: false,
      columns: 80,
    },
  });
  return { code, output, errors };
}

describe('starweave movies evaluate', () => {
  it('prints the figures as JSON: of the mean, by hand', async () => {
    const { code, output } = await run(
      'evaluate --train u.base --test u.test --format ml-100k --algorithm global-mean --json',
    );
    expect(code).toBe(exitCodes.done);
    const report = JSON.parse(output);
    // The mean of four 4s, four 2s and a 3 is 3: errors 0, 1 and 2.
    expect(report.rmse).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(report.mae).toBeCloseTo(1, 12);
    expect(report.train_rmse).toBeCloseTo(Math.sqrt(8 / 9), 12);
    expect(report).toMatchObject({ unknown_user_ratings: 1, unknown_item_ratings: 1 });
    for (const name of ['fit_s', 'predict_s', 'peak_rss_mb']) expect(report[name]).toBeGreaterThanOrEqual(0);
    expect(report.card).toMatchObject({
      algorithm: 'global-mean',
      train_ratings: 9,
      test_ratings: 3,
      users: 4,
      items: 3,
    });
  });

  it('cuts folds by a file or at random, and shows a table and the card', async () => {
    const given = await run('evaluate --ratings u.base --folds folds --algorithm global-mean --json');
    expect(JSON.parse(given.output).folds.map((fold: { test_ratings: number }) => fold.test_ratings)).toEqual([
      3, 3, 3,
    ]);
    const { output, code } = await run('evaluate --ratings u.base --folds 3 --seed 5 --algorithm baseline');
    expect(code).toBe(exitCodes.done);
    expect(output).toMatch(/held-out ratings\s+\d\.\d{4} ± \d\.\d{4}/);
    expect(output).toContain('3 folds at random, seed 5');
  });

  it('writes every held-out rating beside its prediction: the mean of the rest, by hand', async () => {
    const file = path.join(folder, 'predictions.csv');
    await run('evaluate --ratings u.base --folds folds --algorithm global-mean --predictions predictions.csv');
    const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(head).toBe('fold,user,item,rating,predicted');
    // Fold 0 holds rows 1, 4 and 7: 4, 2 and 4 stars; the others' mean is (4 + 4 + 2 + 2 + 2 + 3) / 6.
    expect(rows).toHaveLength(9);
    expect(rows.slice(0, 3).map((row) => row.split(',').slice(1, 4).join())).toEqual(['1,1,4', '2,2,2', '4,1,4']);
    for (const row of rows.slice(0, 3)) expect(Number(row.split(',')[4])).toBeCloseTo(17 / 6, 12);
  });

  it('ranks a test item among its negatives', async () => {
    const words =
      'evaluate --train u.base --test one.test --negatives negatives --protocol leave-one-out --json --algorithm popularity';
    const { output } = await run(words);
    // Item 3 has one rating, its negatives have four each: the third place.
    expect(JSON.parse(output)).toMatchObject({ hr_at_10: 1, ndcg_at_10: 0.5, recall_at_10: 1 });
  });

  it('looks for parameters first, and shows what it found beside what was never searched on', async () => {
    const words = 'evaluate --train u.base --test u.test --algorithm baseline --search {"epochs":[1,2,3]} --trials 9';
    const { output, code } = await run(`${words} --json`);
    expect(code).toBe(exitCodes.done);
    const { search, rmse, card } = JSON.parse(output);
    expect(search).toMatchObject({ metric: 'rmse', fits: 4 });
    expect(search.trials.map(({ rmse: error }: { rmse: number }) => error)).toEqual(
      search.trials.map(({ rmse: error }: { rmse: number }) => error).sort((a: number, b: number) => a - b),
    );
    expect(search.best_params).toEqual(search.trials[0].params);
    expect(card.parameters).toMatchObject(search.best_params);
    const alone = await run(
      `evaluate --train u.base --test u.test --algorithm baseline --json --params ${JSON.stringify(search.best_params)}`,
    );
    expect(JSON.parse(alone.output).rmse).toBe(rmse);
    expect((await run(words)).output).toContain(`the best: --params '${JSON.stringify(search.best_params)}'`);
  });

  it.each([
    ['', 'There is no "starweave movies "'],
    ['evalute', 'Did you mean evaluate?'],
    ['evaluate --algorithm baseline', 'Give either --train and --test'],
    ['evaluate --train a --test b --folds 3 --algorithm baseline', 'Give either --train and --test'],
    ['evaluate --ratings u.base --folds 3', 'Say which algorithm'],
    [
      'evaluate --ratings u.base --folds 3 --algorithm baseline --format xml',
      '--format can\'t be "xml". Choose one of ml-100k',
    ],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --params {', "This isn't JSON"],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --params [1]', '--params takes a JSON object'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --params {"a":{}}', '--params takes a JSON object'],
    [
      'evaluate --ratings u.base --folds 3 --algorithm baseline --seed -1',
      '--seed must be a whole number of 0 or more',
    ],
    [
      'evaluate --ratings u.base --folds 3 --algorithm baseline --predictions nowhere/p.csv',
      "The folder of --predictions doesn't exist",
    ],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --trials 3', 'say what to look for with --search'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --search {', "This isn't JSON"],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --search [1]', '--search takes a JSON object'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --search {"epochs":3}', 'can\'t draw "epochs"'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --search {"epochs":[3]} --trials 0', '--trials must be'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --against-params {}', 'say which with --against'],
    [
      'evaluate --ratings u.base --folds 3 --algorithm baseline --against svd --search {"epochs":[3]}',
      '--against and --search exclude each other',
    ],
    ['evaluate --ratings u.base --split half --algorithm baseline', '--split can\'t be "half"'],
  ])('refuses the words “%s”', async (words, message) => {
    const { code, errors } = await run(words);
    expect(errors).toContain(message);
    expect(code).toBe(exitCodes.usage);
  });

  it.each([
    [
      'evaluate --ratings u.base --folds 3 --algorithm psychic',
      'There is no algorithm “psychic”. There are global-mean',
    ],
    ['evaluate --ratings u.base --folds 30 --algorithm baseline', "can't be cut into 30 folds"],
    ['evaluate --ratings u.base --folds 3 --algorithm content', 'give a file such as movies.csv with --items'],
    ['evaluate --ratings u.base --folds negatives --algorithm baseline', 'The file of folds has'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --params {"epoch":3}', 'has no parameter "epoch"'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --search {"epoch":[3]}', 'has no parameter "epoch"'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --preset magic', 'no preset “magic”. It has: surprise'],
    ['evaluate --ratings u.base --folds 3 --algorithm baseline --preset constructor', 'no preset “constructor”'],
    [
      'evaluate --train u.base --test u.test --negatives negatives --algorithm baseline',
      'Negatives belong to the protocol',
    ],
    [
      'evaluate --train u.base --test u.test --negatives negatives --protocol leave-one-out --algorithm baseline',
      'The negatives have no line (9,1)',
    ],
  ])('says what can not be done as it was asked for: “%s”', async (words, message) => {
    const { code, errors } = await run(words);
    expect(errors).toContain(message);
    expect(code).toBe(exitCodes.usage);
  });

  it.each([
    ['evaluate --ratings nowhere.csv --folds 3 --algorithm baseline', 'There is no file or folder'],
    ['evaluate --ratings bad.csv --folds 3 --algorithm baseline', 'None of the 1 lines of'],
  ])('says what is wrong with a file: “%s”', async (words, message) => {
    const { code, errors } = await run(words);
    expect(errors).toContain(message);
    expect(code).toBe(exitCodes.failed);
  });

  it('holds another algorithm against the same ratings, and tests whether the two differ', async () => {
    const words = 'evaluate --train u.base --test u.test --algorithm global-mean --against baseline';
    const { output, code } = await run(`${words} --against-params {"epochs":3} --json`);
    expect(code).toBe(exitCodes.done);
    const { rmse, against } = JSON.parse(output);
    const alone = await run('evaluate --train u.base --test u.test --algorithm baseline --params {"epochs":3} --json');
    expect(against).toMatchObject({ algorithm: 'baseline', rmse: JSON.parse(alone.output).rmse });
    expect(against.tests.map(({ figure, pairs }: { figure: string; pairs: number }) => [figure, pairs])).toEqual([
      ['rmse', 3],
      ['mae', 3],
    ]);
    expect(against.tests[0].difference).toBeCloseTo(rmse - against.rmse, 12);
    for (const { t_test_p, signed_ranks_p } of against.tests) {
      for (const chance of [t_test_p, signed_ranks_p]) expect(chance > 0 && chance <= 1).toBe(true);
    }
    expect((await run(words)).output).toMatch(/against baseline.*\n.*T TEST.*\nRMSE +[+−]\d\.\d{4} +\d\.\d{4}/);
  });

  it('shows how varied lists are, as means over folds', async () => {
    writeFileSync(path.join(folder, 'movies.csv'), 'movieId,title,genres\n1,One,Drama\n2,Two,Crime\n3,Three,Drama\n');
    const plain = 'evaluate --ratings u.base --folds folds --algorithm popularity --protocol full-ranking';
    expect(JSON.parse((await run(`${plain} --json`)).output)).not.toHaveProperty('intra_list_diversity');
    const words = `${plain} --items movies.csv`;
    const { folds, ...report } = JSON.parse((await run(`${words} --json`)).output);
    for (const name of ['coverage', 'gini', 'intra_list_diversity', 'novelty_bits', 'serendipity']) {
      const values = folds.map((fold: Record<string, number>) => fold[name]!);
      const mean = values.reduce((sum: number, value: number) => sum + value, 0) / values.length;
      expect(report[name]).toBeCloseTo(mean, 12);
      expect((await run(words)).output).toContain(name);
    }
  });

  it('names the lines that it left out', async () => {
    writeFileSync(path.join(folder, 'some.csv'), 'userId,movieId,rating\n1,1,0\n1,2,3\n2,1,4\n2,2,4\n-1,2,5\n');
    const { card } = JSON.parse(
      (await run('evaluate --ratings some.csv --folds 2 --algorithm baseline --json')).output,
    );
    expect(card.filters[0]).toMatch(
      /^2 bad lines of .*some\.csv left out: line 2: the rating “0”.*; line 6: the user id “-1”/,
    );
  });
});
