import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { expect } from 'expect';
import { makeZip } from '@sluice/test/fixtures/zips';
import { rawZip, unicodePathExtra } from '@sluice/test/fixtures/raw-zip';
import { type Entry, fromBuffer, type Options, type ZipFile as YauzlFile } from 'yauzl';
import { ZipFile } from 'yazl';
import { bufferSource, openEntry, openZip, peekEntry, readEntry } from '.';

/** Text that deflates, noise that does not, nothing at all, and Thai. */
const members = [
  { name: 'scans/', bytes: Buffer.alloc(0) },
  { name: 'scans/10.jpg', bytes: Buffer.from('answer sheet ten\n'.repeat(5000)) },
  { name: 'scans/2.jpg', bytes: noise(300_000) },
  { name: 'empty.txt', bytes: Buffer.alloc(0) },
  { name: 'แผ่นที่ ๑.png', bytes: Buffer.from('ภาษาไทย') },
];

function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  return bytes;
}

function yazlZip(options: { zip64?: boolean; comment?: string; streamed?: boolean }): Promise<Buffer> {
  const forceZip64Format = options.zip64 ?? false;
  const zip = new ZipFile();
  for (const { name, bytes } of members) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    else if (options.streamed) zip.addReadStream(Readable.from([bytes]), name, { forceZip64Format });
    else zip.addBuffer(bytes, name, { forceZip64Format });
  }
  zip.end({ forceZip64Format, comment: options.comment ?? '' });
  return buffer(zip.outputStream);
}

/** Everything our reader sees, each member read whole and as a stream, its entry sent through JSON before. */
async function readByUs(zip: Buffer): Promise<[string, string][]> {
  const source = bufferSource(zip);
  const read: [string, string][] = [];
  for (const entry of (await openZip(source)).entries) {
    const revived = JSON.parse(JSON.stringify(entry)) as typeof entry;
    const whole = await readEntry(source, revived);
    expect((await buffer(openEntry(source, revived))).equals(whole)).toBe(true);
    read.push([entry.name, whole.toString('base64')]);
  }
  return read;
}

/** Everything that yauzl, an independent reader, sees. */
async function readByYauzl(zip: Buffer): Promise<[string, string][]> {
  const archive = await promisify<Buffer, Options, YauzlFile>(fromBuffer)(zip, { lazyEntries: true });
  const read: [string, string][] = [];
  return new Promise((resolve, reject) => {
    archive.on('entry', (entry: Entry) => {
      archive.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        buffer(stream).then((bytes) => {
          read.push([entry.fileName, bytes.toString('base64')]);
          archive.readEntry();
        }, reject);
      });
    });
    archive.on('error', reject);
    archive.on('end', () => resolve(read));
    archive.readEntry();
  });
}

describe('The ZIP reader', () => {
  const expected = members.map(({ name, bytes }) => [name, bytes.toString('base64')]);
  const kinds: [string, () => Promise<Buffer>][] = [
    ['deflated members', () => makeZip(members)],
    ['stored members', () => makeZip(members, { store: true })],
    ['ZIP64 records', () => yazlZip({ zip64: true })],
    ['an archive comment', () => yazlZip({ comment: 'scanned on 19 November' })],
    ['data descriptors', () => yazlZip({ streamed: true })],
    ['data descriptors and ZIP64 records', () => yazlZip({ streamed: true, zip64: true })],
  ];
  for (const [kind, make] of kinds) {
    it(`sees in a ZIP with ${kind} what yauzl sees`, async () => {
      const zip = await make();
      expect(await readByUs(zip)).toEqual(expected);
      expect(await readByYauzl(zip)).toEqual(expected);
    });
  }

  it('decodes names by the UTF-8 flag, the Unicode path extra, as UTF-8, and as code page 437', async () => {
    const thai = Buffer.from('แผ่น.jpg');
    const dosName = Buffer.from([0x81, 0x62, 0x65, 0x72, 0x2e, 0x6a, 0x70, 0x67]);
    const hidden = Buffer.from('?.jpg');
    const zip = rawZip([
      { name: thai, flags: 0x0800 },
      { name: Buffer.from('ไทย.jpg') },
      { name: dosName },
      { name: hidden, extra: unicodePathExtra(hidden, 'สแกน.jpg') },
      { name: Buffer.from('old.jpg'), extra: unicodePathExtra(Buffer.from('other.jpg'), 'stale.jpg') },
    ]);
    const names = (await openZip(bufferSource(zip))).entries.map(({ name }) => name);
    expect(names).toEqual(['แผ่น.jpg', 'ไทย.jpg', 'über.jpg', 'สแกน.jpg', 'old.jpg']);
    // yauzl takes the second, UTF-8 without the flag, for code page 437, as the format says and nobody does.
    const seenByYauzl = (await readByYauzl(zip)).map(([name]) => name);
    expect(seenByYauzl.toSpliced(1, 1)).toEqual(names.toSpliced(1, 1));
  });

  it('takes the backslashes of old Windows tools for slashes', async () => {
    const { entries } = await openZip(bufferSource(rawZip([{ name: 'scans\\001.jpg' }])));
    expect(entries[0]?.name).toBe('scans/001.jpg');
  });

  it('reads an archive with bytes in front of it, behind it, and the end signature in its comment', async () => {
    const sheets = members.slice(1).map(({ name, bytes }) => ({ name, bytes }));
    const comment = Buffer.concat([Buffer.from([0x50, 0x4b, 0x05, 0x06]), Buffer.alloc(40, 0x20)]);
    const shifted = rawZip(sheets, { prefix: Buffer.from('#!/bin/sh\nself-extracting\n'), comment });
    expect(await readByUs(shifted)).toEqual(expected.slice(1));
    const trailed = Buffer.concat([rawZip(sheets), Buffer.from('\r\n--boundary--\r\n')]);
    expect(await readByUs(trailed)).toEqual(expected.slice(1));
  });

  it('reads a table of contents larger than one slice, and only in slices', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `${'folder/'.repeat(15)}sheet-${i}.jpg`);
    const zip = rawZip(names.map((name) => ({ name, bytes: Buffer.from(name), method: 0 })));
    let largestRead = 0;
    const source = {
      size: zip.length,
      read: (position: number, length: number) => {
        largestRead = Math.max(largestRead, length);
        return Promise.resolve(zip.subarray(position, position + length));
      },
    };
    const { entries } = await openZip(source);
    expect(entries.map(({ name }) => name)).toEqual(names);
    expect(largestRead).toBeLessThanOrEqual(1024 * 1024);
    const last = entries[entries.length - 1];
    expect(last && (await readEntry(source, last)).toString()).toBe(names[names.length - 1]);
  });

  it('reads a member in one read of about its packed size', async () => {
    const zip = await makeZip(members);
    const reads: number[] = [];
    const source = {
      size: zip.length,
      read: (position: number, length: number) => {
        reads.push(length);
        return Promise.resolve(zip.subarray(position, position + length));
      },
    };
    const entry = (await openZip(bufferSource(zip))).entries[2]!;
    await readEntry(source, entry);
    expect(reads).toHaveLength(1);
    expect(reads[0]).toBeLessThan(entry.compressedBytes + 2048);
  });

  it('peeks at the beginning of a member, stored or deflated', async () => {
    for (const store of [true, false]) {
      const source = bufferSource(await makeZip(members, { store }));
      for (const [at, entry] of (await openZip(source)).entries.entries()) {
        expect(await peekEntry(source, entry, 64)).toEqual(members[at]?.bytes.subarray(0, 64));
      }
    }
  });

  it('stops when it is told to', async () => {
    const zip = await makeZip(members);
    const entry = (await openZip(bufferSource(zip))).entries[1]!;
    const signal = AbortSignal.abort(new Error('shutting down'));
    await expect(readEntry(bufferSource(zip), entry, { signal })).rejects.toThrow('shutting down');
  });
});
