import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { findFiles, unfinishedUploads, writeWhole } from './local-files';

describe('files of the user', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-files-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('are found with their names and sizes, and nothing else is taken for one', async () => {
    const path = join(folder, 'a.csv');
    await writeFile(path, 'abc');
    expect(await findFiles([path])).toEqual([{ path, name: 'a.csv', bytes: 3 }]);
    await expect(findFiles([folder])).rejects.toThrow('is no file');
    await expect(findFiles([join(folder, 'none')])).rejects.toThrow("can't be read");
  });

  it('are written whole or not at all', async () => {
    const path = join(folder, 'out');
    const content = async function* (isCut: boolean) {
      yield Buffer.from('new');
      if (isCut) throw new Error('the line was cut');
    };
    await writeFile(path, 'old');
    await expect(writeWhole(path, content(true))).rejects.toThrow('the line was cut');
    expect(await readFile(path, 'utf8')).toBe('old');
    await writeWhole(path, content(false));
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
  });
});

describe('unfinished uploads', () => {
  const upload = {
    size: 3,
    metadata: {},
    creationTime: 'now',
    urlStorageKey: '',
    uploadUrl: 'http://x/1',
    parallelUploadUrls: null,
  };

  it('are remembered by what they are of, until they are done', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-uploads-'));
    try {
      const uploads = unfinishedUploads(folder);
      const key = await uploads.addUpload('a file', upload);
      expect(await uploads.findUploadsByFingerprint('a file')).toMatchObject([
        { uploadUrl: 'http://x/1', urlStorageKey: key },
      ]);
      expect(await uploads.findUploadsByFingerprint('another')).toEqual([]);
      await writeFile(key as string, '{"cut');
      expect(await uploads.findUploadsByFingerprint('a file')).toEqual([]);
      await uploads.removeUpload(key as string);
      expect(await readdir(join(folder, 'uploads'))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('are forgotten where nothing can be kept', async () => {
    // A file stands where the folder would be.
    const uploads = unfinishedUploads(__filename);
    await uploads.addUpload('a file', upload);
    expect(await uploads.findUploadsByFingerprint('a file')).toEqual([]);
  });
});
