import { makeSheet, type SheetOptions } from '@sluice/test/fixtures/sheets';
import { makeZip, type ZipMember } from '@sluice/test/fixtures/zips';

/** What a sheet of the pile must come out as. */
export interface ExpectedSheet {
  /** Counted from 1. */
  index: number;
  filename: string;
  status: 'processed' | 'failed';
  taskId: string | null;
}

export interface ScannedPile {
  zip: Buffer;
  /** The task most of the sheets belong to, and so the batch. */
  taskId: string;
  sheets: ExpectedSheet[];
}

export const PILE_PAGES = 51;
const TASK_ID = '14900117';
/** A sheet of another task that got among the others. */
const STRAY = { index: 38, taskId: '14900103' };
/** A scan that ended half way. */
const CORRUPT_INDEX = 23;

/**
 * Draws what comes out of an office scanner, always the same: 51 A4 answer sheets at 200 dpi, all a little
 * askew, some noisy, blurred, pale, upside down or sideways, one cut short, one of another task.
 * @param onDrawn is told how many pages are done
 */
export async function drawPile(signal: AbortSignal, onDrawn: (pages: number) => void): Promise<ScannedPile> {
  const members: ZipMember[] = [];
  const sheets: ExpectedSheet[] = [];
  for (let index = 1; index <= PILE_PAGES; index++) {
    signal.throwIfAborted();
    const isCorrupt = index === CORRUPT_INDEX;
    const taskId = index === STRAY.index ? STRAY.taskId : TASK_ID;
    const filename = `sheet-${String(index).padStart(3, '0')}.jpg`;
    const image = await makeSheet({ taskId, ...scanOf(index) });
    members.push({ name: filename, bytes: isCorrupt ? image.subarray(0, image.length / 2) : image });
    sheets.push({
      index,
      filename,
      status: isCorrupt ? 'failed' : 'processed',
      taskId: isCorrupt ? null : taskId,
    });
    onDrawn(index);
  }
  return { zip: await makeZip(members), taskId: TASK_ID, sheets };
}

/** How well this sheet went through the scanner. */
function scanOf(index: number): SheetOptions {
  return {
    seed: index,
    label: `SHEET ${index}`,
    dpi: 200,
    noise: index % 7 === 3 ? 22 : 4,
    blur: index % 5 === 2 ? 1.2 : 0.5,
    contrast: index % 11 === 5 ? 0.5 : 1,
    rotateDegrees: ((index * 37) % 100) / 10 - 5,
    quarterTurns: index % 9 === 4 ? 2 : index % 13 === 6 ? 1 : 0,
  };
}
