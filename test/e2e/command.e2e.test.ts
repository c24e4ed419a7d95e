import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type paths } from '@sluice/client';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { claimMonthZip } from '../fixtures/claim-files';
import { makeClaimMonth } from '../fixtures/claim-month';
import { makeContacts, ndjsonOf } from '../fixtures/contacts';
import { writeDbf } from '../fixtures/dbf-writer';
import { makePackages } from '../fixtures/pilgrims-packages';
import { makeSheetSet } from '../fixtures/sheets';
import { makeZip } from '../fixtures/zips';
import { type CommandEnd, type CommandRun, OperatorCommand } from './operator-command';
import { RevenueClient } from './revenue-client';

const TASK = '14900113';
const NOBODY = '01890000-0000-7000-8000-000000000000';

type Batch =
  paths['/api/overview/batches']['get']['responses'][200]['content']['application/json']['batches'][number];
interface Uploads {
  uploads: { files: string[]; system: string; batch: Batch | null; answer: Record<string, unknown> }[];
}

const shell = promisify(execFile);

describe('the command of those who send batches', () => {
  let stack: Stack;
  let url: string;
  let folder: string;
  let user: OperatorCommand;
  let owner: OperatorCommand;
  let creator: OperatorCommand;

  before(async () => {
    stack = await startStack();
    url = stack.apis[0]?.url as string;
    folder = await mkdtemp(join(tmpdir(), 'sluice-command-'));
    [user, owner, creator] = await Promise.all([signedIn('user'), signedIn('owner'), signedIn('creator')]);
  });
  after(async () => {
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function signedIn(username: string): Promise<OperatorCommand> {
    const command = new OperatorCommand(join(folder, `home-${username}`));
    const end = await command.type(`${username}123\n`, 'login', username, '--password-stdin', '--url', url);
    expect(end).toMatchObject({ exitCode: 0, out: '' });
    return command;
  }

  /** @returns its path */
  async function file(name: string, bytes: Buffer | string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  }

  /** The one batch of an upload that was told as JSON. */
  function batchOf({ out }: CommandEnd): Batch {
    const { uploads } = JSON.parse(out) as Uploads;
    expect(uploads.length).toBe(1);
    return uploads[0]?.batch as Batch;
  }

  /** What a command prints as JSON, whether it ends well or not. */
  async function json<T>(command: OperatorCommand, ...args: string[]): Promise<T> {
    const { out } = await command.run(...args, '--json');
    return JSON.parse(out) as T;
  }

  const sheets = (count: number) => makeSheetSet({ count, distinct: 1, dpi: 60, taskId: TASK });

  it('sends sheets, sees them through, and tells what is wrong with them', async () => {
    const members = await sheets(4);
    const broken = { name: 'z.jpg', bytes: (members[0]?.bytes as Buffer).subarray(0, 400) };
    const path = await file('sheets.zip', await makeZip([...members, broken]));
    const sent = await user.run('upload', path, '--system', 'omr', '--watch');
    expect(sent).toMatchObject({
      exitCode: 5,
      out: expect.stringMatching(/^omr [0-9a-f-]{36} {2}sheets\.zip\n$/),
      errors: expect.stringMatching(
        /sheets\.zip: done with errors, 4 of 5 sheets, 1 failed\nNot all of it succeeded\. See:\n {2}sluice errors /,
      ),
    });
    expect(sent.errors).toMatch(/^sending sheets\.zip: \d+\/\d+ bytes$/m);
    const id = sent.out.split(' ')[1] as string;

    const listed = await user.run('list', '--state', 'done_with_errors', '-q', 'SHEETS');
    expect(listed.out).toMatch(
      /^SYSTEM +ID +NAME .*\nomr +[0-9a-f-]{36} +sheets\.zip +done with errors +4 +1 +5 /,
    );
    const shown = await user.run('show', id);
    expect(shown.out).toMatch(/^failed: 1$/m);
    expect(shown.out).toMatch(/^task_id: 14900113$/m);
    expect(await json(user, 'show', id)).toMatchObject({ id, system: 'omr', details: { task_id: TASK } });

    const table = await user.run('errors', id);
    expect(table).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^INDEX +FILENAME +PAGE +ERROR\n5 +z\.jpg +1 +\S/),
    });
    expect(await json(user, 'errors', id)).toMatchObject({
      errors: [{ index: 5, filename: 'z.jpg' }],
      has_more: false,
    });
    expect(await user.run('errors', id, '--csv')).toMatchObject({ exitCode: 2 });

    const csv = await user.run('export', id);
    expect([csv.exitCode, csv.out.trim().split('\r\n').length]).toEqual([0, 6]);
    const target = join(folder, 'results.json');
    expect(await user.run('export', id, '--format', 'json', '-o', target)).toMatchObject({
      exitCode: 0,
      out: '',
    });
    expect(JSON.parse(await readFile(target, 'utf8'))).toMatchObject({ batch_id: id, sheet_count: 5 });
    expect((await json<{ sheets: unknown[] }>(user, 'export', id)).sheets.length).toBe(5);
    expect(await user.run('export', id, '--format', 'xml')).toMatchObject({ exitCode: 2 });

    const events = await user.run('watch', id, '--json');
    const lines = events.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string });
    expect([events.exitCode, lines.at(-1)?.name]).toEqual([5, 'done']);
    expect(await user.run('retry', id)).toMatchObject({ exitCode: 0 });
    expect(await user.run('watch', id)).toMatchObject({ exitCode: 5 });
  });

  it('guesses the system of images, and sends them as one batch', async () => {
    const images = await sheets(2);
    const paths = await Promise.all(images.map(({ bytes }, n) => file(`page-${n}.jpg`, bytes as Buffer)));
    expect(await user.run('upload', ...paths)).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining('--field task_id='),
    });
    const sent = await user.run('upload', ...paths, '--field', `task_id=${TASK}`, '--watch', '--json');
    expect(sent.exitCode).toBe(0);
    expect(batchOf(sent)).toMatchObject({ system: 'omr', state: 'done', total: 2, done: 2 });
  });

  it('sends large files in pieces, and goes on with them after it was killed', async () => {
    const padding = { name: 'notes.bin', bytes: randomBytes(24 * 2 ** 20) };
    const zip = await makeZip([...(await sheets(1)), padding], { store: true });
    const path = await file('large.zip', zip);
    const args = ['upload', path, '--strategy', 'zip_with_qr', '--watch', '--json'];
    const run = user.start(...args);
    await new Promise<void>((resolve) => {
      run.process.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes(`${8 * 2 ** 20}/`)) resolve();
      });
    });
    run.process.kill('SIGKILL');
    await run.end;
    const remembered = join(folder, 'home-user/sluice/uploads');
    expect((await readdir(remembered)).length).toBe(1);
    const again = await user.run(...args);
    expect(again.exitCode).toBe(0);
    // Those pieces were not sent again.
    expect(again.errors).not.toContain(`${8 * 2 ** 20}/`);
    expect(again.errors).toContain(`${zip.length}/${zip.length} bytes`);
    expect(batchOf(again)).toMatchObject({ state: 'done', done: 1 });
    expect(await readdir(remembered)).toEqual([]);
  });

  it('has rows judged, imports them, and takes them out again', async () => {
    const packages = makePackages(3);
    const [first] = packages.rows as [string[]];
    packages.rows.push(first.map((cell, column) => (column < 2 ? '' : cell)));
    const path = await file('packages.csv', packages.bytes());
    expect(await owner.run('upload', path)).toMatchObject({
      exitCode: 2,
      errors: expect.stringContaining('--field import_type='),
    });
    const judging = ['upload', path, '--field', 'import_type=package', '--dry-run'];
    const judged = await owner.run(...judging);
    expect(judged).toMatchObject({
      exitCode: 5,
      errors: expect.stringContaining('3 of 4 rows would go in, 1 not'),
    });
    const id = judged.out.split(' ')[1] as string;
    expect(await json(owner, 'show', id)).toMatchObject({ state: 'your_turn', system: 'migration' });
    expect(await owner.run('start', id, '--watch')).toMatchObject({
      exitCode: 5,
      errors: expect.stringContaining('packages.csv: done with errors, 3 of 4 rows, 1 failed'),
    });
    expect((await owner.run('errors', id)).out).toMatch(
      /^ROW NUMBER +FIELD NAME .*\n4 +kode_paket +missing_required /,
    );
    expect((await owner.run('errors', id, '--csv')).out).toMatch(/\n4,missing_required,kode_paket,/);
    expect((await owner.run('export', id)).out).toContain('kode_paket');

    const preview = await owner.run('rollback', id, '--preview');
    expect(preview).toMatchObject({ exitCode: 0, out: expect.stringContaining('3 rows out, 0 kept') });
    expect(await json(owner, 'rollback', id, '--preview')).toMatchObject({ summary: { removed: 3 } });
    expect(await owner.run('rollback', id)).toMatchObject({ exitCode: 2 });
    expect(await json(owner, 'show', id)).toMatchObject({ state: 'done_with_errors' });
    expect(await owner.run('rollback', id, '--yes')).toMatchObject({ exitCode: 0 });
    expect(await json(owner, 'show', id)).toMatchObject({ state: 'rolled_back' });
  });

  it('sends claim files as one batch, and follows a file that has none', async () => {
    const table = writeDbf({ columns: [{ name: 'HN', type: 'C', width: 8 }], records: [['1'], ['2']] });
    const paths = [await file('table.dbf', table.dbf), await file('PAT6805.DBF', table.dbf)];
    const sent = await user.run('upload', ...paths, '--field', 'batchName=May', '--watch', '--json');
    expect(sent.exitCode).toBe(5);
    const batch = batchOf(sent);
    expect(batch).toMatchObject({ system: 'revenue', name: 'May', state: 'done_with_errors', total: 2 });
    expect(await json(user, 'errors', batch.id)).toMatchObject({ errors: [{ file: 'PAT6805.DBF' }] });
    const csv = await user.run('errors', batch.id, '--csv');
    expect(csv).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^rowNumber,column,code,/) });
    expect((await user.run('export', batch.id)).out).toMatch(/^claimKind,claim,/);
    expect(await json(user, 'retry', batch.id)).toMatchObject({ data: { retriedFiles: 1 } });

    const client = await RevenueClient.login(url, 'user');
    await client.upload({ name: 'alone.dbf', bytes: table.dbf });
    const { batches } = await json<{ batches: Batch[] }>(user, 'list', '-q', 'alone', '--system', 'revenue');
    expect(batches).toMatchObject([{ kind: 'file', name: 'alone.dbf' }]);
    const [{ id }] = batches as [Batch];
    expect(await user.run('watch', id)).toMatchObject({
      exitCode: 0,
      errors: expect.stringContaining('alone.dbf: done, 2 of 2 records'),
    });
    const back = join(folder, 'back.dbf');
    expect(await user.run('export', id, '-o', back)).toMatchObject({ exitCode: 0 });
    expect((await readFile(back)).equals(table.dbf)).toBe(true);
  });

  it('exports all claims of a month, however many pages the API has of them', async () => {
    const month = makeClaimMonth({ patients: 140, seed: 3 });
    // Without the patients no claim is of anybody.
    month.records.PAT.length = 1;
    const zip = await file('claims-6805.zip', await claimMonthZip(month));
    const { id } = batchOf(await user.run('upload', zip, '--system', 'revenue', '--watch', '--json'));
    const { data } = await json<{ data: { claims: unknown[]; totals: { claims: number } } }>(
      user,
      'export',
      id,
    );
    expect(data.totals.claims).toBeGreaterThan(100);
    expect(data.claims).toHaveLength(data.totals.claims);
  });

  it('sends contact records, and lists those that stayed out', async () => {
    const { texts, faults } = makeContacts({ records: 10, faultEvery: 5 });
    const path = await file('people.ndjson', ndjsonOf(texts));
    const sent = await user.run('upload', path, '--field', 'on_error=partial', '--watch', '--json');
    expect(sent.exitCode).toBe(5);
    expect(sent.out).not.toContain('sess_');
    const { id } = batchOf(sent);
    const { errors } = await json<{ errors: { record: number }[] }>(user, 'errors', id);
    expect(errors.map(({ record }) => record)).toEqual(faults.map(({ position }) => position));
    const records = await user.run('export', id, '--format', 'ndjson');
    expect(records.out.trim().split('\n').length).toBe(10 - faults.length);
    expect(await user.run('retry', id)).toMatchObject({ exitCode: 1 });
  });

  it('imports contents, changes them, and puts back what it changed', async () => {
    const contents = ['c-1', 'c-2'].map((contentId) => ({
      contentId,
      ...{ title: 'A title', description: 'About it', contentType: 'video', price: 1 },
    }));
    const path = await file('contents.json', JSON.stringify(contents));
    expect(await creator.run('upload', path, '--system', 'content')).toMatchObject({
      exitCode: 0,
      errors: expect.stringContaining('2 of 2 contents imported'),
    });
    const ids = await file('ids.json', JSON.stringify(['c-1', 'missing']));
    const changing = [
      'upload',
      ids,
      '--strategy',
      'update-price',
      '--field',
      'newPrice=5',
      '--watch',
      '--json',
    ];
    const changed = await creator.run(...changing);
    expect(changed.exitCode).toBe(5);
    const { id } = batchOf(changed);
    expect((await creator.run('errors', id)).out).toMatch(/^CONTENTID +ERROR +REASON\nmissing +\S/);
    expect(await creator.run('revert', id, '--yes')).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/: content [0-9a-f-]{36}\n$/),
    });
  });

  it('ends with a code for each kind of end, and words on what to do', async () => {
    const zip = await file('unclear.zip', 'PK');
    const nobody = new OperatorCommand(join(folder, 'home-nobody'), { SLUICE_URL: url });
    const ends = await Promise.all([
      user.run('upload', zip),
      user.run('upload', join(folder, 'none.csv')),
      user.run('upload', zip, '--system', 'omr', '--field', 'taskid=1'),
      user.run('show', NOBODY),
      user.run('show', NOBODY, '--system', 'omr'),
      user.run('cancel', 'upl_1700000000_abcdef'),
      user.run('ops', 'retry', NOBODY),
      user.run('list', '--limit', '0'),
      nobody.run('list'),
      nobody.with({ SLUICE_TOKEN: 'any' }).run('list'),
    ]);
    expect(ends.map(({ exitCode, errors }) => [exitCode, errors])).toEqual([
      [2, expect.stringContaining('--system omr, revenue')],
      [2, expect.stringContaining("none.csv can't be read")],
      [2, expect.stringContaining('omr has no field taskid; it has task_id, has_qr')],
      [1, expect.stringContaining('There is no batch')],
      [1, expect.stringContaining('There is no batch')],
      [1, expect.stringContaining('There is no batch')],
      [3, expect.stringContaining('Not allowed')],
      [2, expect.stringContaining('1 to 100')],
      [3, expect.stringContaining(`sluice login --url ${url}`)],
      [3, expect.stringContaining('Sign in')],
    ]);
    expect(ends.every(({ out }) => out === '')).toBe(true);
  });

  it('renews its token once, however many commands run at once', async () => {
    const path = join(folder, 'home-user/sluice/sessions.json');
    const kept = JSON.parse(await readFile(path, 'utf8')) as {
      sessions: Record<string, { expiresAt: number }>;
    };
    for (const session of Object.values(kept.sessions)) session.expiresAt = 0;
    await writeFile(path, JSON.stringify(kept));
    const runs = await Promise.all([1, 2, 3].map(() => user.run('list', '--json')));
    expect(runs.map(({ exitCode, errors }) => [exitCode, errors])).toEqual(Array(3).fill([0, '']));
    // The session lives on.
    expect(await user.run('list')).toMatchObject({ exitCode: 0 });
  });

  it(
    'keeps passwords and tokens out of the list of processes',
    { skip: process.platform !== 'linux' },
    async () => {
      const commandLine = async ({ process: { pid } }: CommandRun): Promise<string> =>
        (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const login = user.start('login', 'user', '--password-stdin', '--url', url);
      const [, typed] = [login.process.stdin.write('user123'), await commandLine(login)];
      login.process.stdin.end('\n');
      expect(await login.end).toMatchObject({ exitCode: 0 });
      const kept = JSON.parse(await readFile(join(folder, 'home-user/sluice/sessions.json'), 'utf8')) as {
        sessions: Record<string, { accessToken: string; refreshToken: string }>;
      };
      const [session] = Object.values(kept.sessions);
      const list = user.start('list');
      const both = typed + (await commandLine(list));
      expect(await list.end).toMatchObject({ exitCode: 0 });
      expect(both).toContain('login user');
      for (const secret of ['user123', session?.accessToken, session?.refreshToken]) {
        expect(secret).toBeTruthy();
        expect(both).not.toContain(secret);
      }
    },
  );

  it('completes what is typed in bash', async () => {
    const script = await file('completion.bash', (await user.run('completion', 'bash')).out);
    await shell('bash', ['-n', script]);
    const typing = async (...words: string[]): Promise<string> => {
      const typed = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
      const { stdout } = await shell('bash', [
        '-c',
        `source ${script}; ${typed}; _sluice; echo "\${COMPREPLY[*]}"`,
      ]);
      return stdout.trim();
    };
    expect(await typing('sluice', 'up')).toBe('upload');
    expect(await typing('sluice', 'ops', 'dr')).toBe('drain');
    expect(await typing('sluice', 'upload', '--system', 'm')).toBe('migration');
    expect(await typing('sluice', 'upload', '--wa')).toBe('--watch');
    // Files come from the shell.
    expect(await typing('sluice', 'upload', 'x')).toBe('');
    expect(await user.run('completion', 'tcsh')).toMatchObject({ exitCode: 2 });
  });

  it('completes what is typed in fish', { skip: isMissing('fish') }, async () => {
    const script = await file('completion.fish', (await user.run('completion', 'fish')).out);
    const typing = async (line: string): Promise<string[]> => {
      const { stdout } = await shell('fish', [
        '--no-config',
        '-c',
        `source ${script}; complete -C '${line}'`,
      ]);
      return stdout.split('\n').flatMap((found) => found.split('\t')[0] || []);
    };
    expect(await typing('sluice upl')).toEqual(['upload']);
    expect(await typing('sluice ops dr')).toEqual(['drain']);
    expect(await typing('sluice upload --sys')).toEqual(['--system']);
    expect(await typing('sluice list --system m')).toEqual(['migration']);
  });

  it('is completed in zsh, whatever is set up there', { skip: isMissing('zsh') }, async () => {
    const script = await file('completion.zsh', (await user.run('completion', 'zsh')).out);
    const env = { ...process.env, HOME: folder, ZDOTDIR: folder };
    const { stdout, stderr } = await shell('zsh', ['-f', '-c', `source ${script}; print $_comps[sluice]`], {
      env,
    });
    expect([stdout.trim(), stderr]).toEqual([expect.stringContaining('_sluice'), '']);
  });
});

/** Why what needs a shell is left out; false when it is there. */
function isMissing(name: string): string | false {
  return spawnSync(name, ['-c', 'true']).error ? `there is no ${name} here` : false;
}
