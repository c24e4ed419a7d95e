import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { hostileZips, makeZip } from '@sluice/test/fixtures/zips';
import { rawZip, type RawMember } from '@sluice/test/fixtures/raw-zip';
import { bufferSource, openEntry, openZip, readEntry, ZipError } from '.';

const sheet = Buffer.from('not really an image, but as long as a small one\n'.repeat(60));

async function caught(work: Promise<unknown>): Promise<ZipError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ZipError);
  return error as ZipError;
}

async function readAll(zip: Buffer): Promise<Buffer[]> {
  const source = bufferSource(zip);
  const { entries } = await openZip(source);
  return Promise.all(entries.map((entry) => readEntry(source, entry)));
}

/** The error of the only member, read whole; read as a stream it must be the same. */
async function memberError(member: Partial<RawMember>): Promise<ZipError> {
  const source = bufferSource(rawZip([{ name: '001.jpg', bytes: sheet, ...member }]));
  const entry = (await openZip(source)).entries[0]!;
  const error = await caught(readEntry(source, entry));
  const streamed = await caught(buffer(openEntry(source, entry)));
  expect([streamed.kind, streamed.code]).toEqual([error.kind, error.code]);
  return error;
}

describe('The ZIP reader', () => {
  it('refuses every kind of bad archive for a reason a person understands', async () => {
    for (const { name, bytes, reason, foundWhileReading } of await hostileZips(sheet)) {
      const error = await caught(foundWhileReading ? readAll(bytes) : openZip(bufferSource(bytes)));
      expect({ name, message: error.message }).toEqual({ name, message: expect.stringMatching(reason) });
      expect(error.kind).not.toBe('damaged_entry');
      const harmless = /^(truncated|not a ZIP|empty file|empty archive|split archive)$/.test(name);
      expect({ name, kind: error.kind }).toEqual({ name, kind: harmless ? 'unreadable' : 'hostile' });
    }
  });

  it('says which member is damaged and how, and leaves the others alone', async () => {
    expect(await memberError({ declaredCrc32: 1 })).toMatchObject({
      kind: 'damaged_entry',
      code: 'wrong_crc',
    });
    expect(await memberError({ declaredBytes: sheet.length + 9 })).toMatchObject({ code: 'wrong_size' });
    expect(await memberError({ packed: Buffer.alloc(300, 7) })).toMatchObject({ code: 'bad_data' });
    expect(await memberError({ localName: 'xyz.jpg' })).toMatchObject({ code: 'header_mismatch' });
    expect(await memberError({ method: 14, packed: sheet })).toMatchObject({
      kind: 'damaged_entry',
      code: 'unsupported_method',
      message: '"001.jpg" in the ZIP is compressed by method 14, which is not supported',
    });
    const zip = rawZip([
      { name: '1.jpg', bytes: sheet, declaredCrc32: 1 },
      { name: '2.jpg', bytes: sheet },
    ]);
    const { entries } = await openZip(bufferSource(zip));
    expect((await readEntry(bufferSource(zip), entries[1]!)).equals(sheet)).toBe(true);
  });

  it('stops at the declared size, read whole or as a stream', async () => {
    const error = await memberError({ bytes: Buffer.alloc(50_000_000), declaredBytes: 1000 });
    expect(error).toMatchObject({ kind: 'hostile', code: 'lying_size' });
    expect(await memberError({ declaredBytes: 0 })).toMatchObject({ kind: 'hostile', code: 'lying_size' });
  });

  it('keeps to the limits it is given', async () => {
    const zip = await makeZip([
      { name: '1.jpg', bytes: sheet },
      { name: '2.jpg', bytes: sheet },
    ]);
    const source = bufferSource(zip);
    expect(await caught(openZip(source, { maxEntries: 1 }))).toMatchObject({ code: 'too_many_entries' });
    expect(await caught(openZip(source, { maxEntryBytes: 100 }))).toMatchObject({ code: 'entry_too_large' });
    expect(await caught(openZip(source, { maxTotalBytes: sheet.length }))).toMatchObject({
      code: 'total_too_large',
    });
    expect(await caught(openZip(source, { maxRatio: 2, ratioFreeBytes: 10 }))).toMatchObject({
      code: 'ratio',
    });
    const entry = (await openZip(source)).entries[0]!;
    expect(await caught(readEntry(source, entry, { maxBytes: 10 }))).toMatchObject({
      code: 'entry_too_large',
    });
  });

  it('refuses a directory that claims more or fewer entries than it has', async () => {
    for (const declaredEntries of [1, 3]) {
      const zip = rawZip([{ name: '1.jpg' }, { name: '2.jpg' }], { declaredEntries });
      expect(await caught(openZip(bufferSource(zip)))).toMatchObject({ code: 'damaged_directory' });
    }
  });

  it('ends with a ZipError wherever the file is cut', async () => {
    const zip = await makeZip([
      { name: 'a/1.jpg', bytes: sheet },
      { name: 'แผ่น.jpg', bytes: sheet.subarray(0, 500) },
    ]);
    for (let length = 0; length < zip.length; length++) {
      const error = await caught(readAll(zip.subarray(0, length)));
      expect(error.kind).toBe('unreadable');
    }
  });

  it('ends with the content or a ZipError whichever byte is wrong', async () => {
    const zip = await makeZip([{ name: '1.jpg', bytes: sheet }, { name: '2.jpg' }], { store: false });
    for (let at = 0; at < zip.length; at++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const bent = Buffer.from(zip);
        bent[at]! ^= flip;
        const result = await readAll(bent).catch((error: unknown) => error);
        const isSound = Array.isArray(result) && result.every((bytes) => Buffer.isBuffer(bytes));
        expect(isSound || result instanceof ZipError).toBe(true);
      }
    }
  });
});
