import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openZip, type RandomAccess, readEntry } from '@sluice/formats/zip';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { writeZip } from '@sluice/test/fixtures/zips';
import { publish } from './kit/figures';
import { compare, type Contender, printComparison } from './kit/measure';

const PAGES = 291;
const DISTINCT = 40;

/** The anchor: unpacks every member, checks its CRC and throws it away. */
function unzip(path: string, megabytes: number): Contender {
  return {
    name: 'unzip -tq',
    async run() {
      const startedAt = performance.now();
      await promisify(execFile)('unzip', ['-tq', path]);
      return perSecond(megabytes, startedAt);
    },
  };
}

/** Ours, in one thread: directory, every check, each member by random access with its CRC. */
function reader(path: string, megabytes: number): Contender {
  return {
    name: 'Sluice: openZip, readEntry',
    async run() {
      const startedAt = performance.now();
      const file = await open(path);
      try {
        const source: RandomAccess = {
          size: (await stat(path)).size,
          read: async (position, length) => {
            const bytes = Buffer.allocUnsafe(length);
            const { bytesRead } = await file.read(bytes, 0, length, position);
            return bytes.subarray(0, bytesRead);
          },
        };
        const { entries } = await openZip(source);
        let bytes = 0;
        for (const entry of entries) bytes += (await readEntry(source, entry)).length;
        if (entries.length !== PAGES || bytes !== Math.round(megabytes * 1e6))
          throw new Error(`${entries.length} members, ${bytes} bytes`);
      } finally {
        await file.close();
      }
      return perSecond(megabytes, startedAt);
    },
  };
}

function perSecond(megabytes: number, startedAt: number): number {
  return (megabytes * 1000) / (performance.now() - startedAt);
}

async function main(): Promise<void> {
  if (spawnSync('unzip', ['-v']).error) {
    console.log('SKIP: apt-get install unzip');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    const members = await makeSheetSet({ count: PAGES, distinct: DISTINCT });
    const megabytes = members.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0) / 1e6;
    for (const [id, store] of [
      ['zip-deflated', false],
      ['zip-stored', true],
    ] as const) {
      const path = join(folder, `${id}.zip`);
      await writeZip(path, members, { store });
      const [anchor, ours] = [unzip(path, megabytes), reader(path, megabytes)];
      const comparison = await compare(anchor, [ours]);
      printComparison(
        `${PAGES} pages, ${megabytes.toFixed(0)} MB in all, ${store ? 'stored' : 'deflated'}`,
        'MB/s',
        comparison,
      );
      publish(id, comparison, { ours: ours.name, unit: 'MB/s' });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
