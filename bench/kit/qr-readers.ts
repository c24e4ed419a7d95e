import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type GreyBitmap } from '@sluice/worker/systems/omr/decode-image';
import { createQrPool } from '@sluice/worker/systems/omr/qr-pool';
import { pgm, readWithZxing } from '@sluice/worker/systems/omr/read-qr';
import { getDefaultScanner, scanGrayBuffer, ZBarConfigType, ZBarSymbolType } from '@undecaf/zbar-wasm';
import { readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';

/** One that reads the codes of a page: another's reader alone, or ours. */
export interface QrReader {
  name: string;
  read: (page: GreyBitmap) => Promise<string[]>;
  /** It takes so long that it gets only so many pages of a class. */
  maxPages?: number;
  close?: () => Promise<unknown>;
}

export interface JsqrQuestion {
  page: GreyBitmap;
  isWhole: boolean;
}

const JSQR_WHOLE_LIMIT_MS = 3000;
/** The product gives it 400 ms; more here, so that a busy machine does not decide. */
const JSQR_SMALL_LIMIT_MS = 1000;

const harder: ReaderOptions = {
  formats: ['QRCode'],
  textMode: 'Plain',
  tryHarder: true,
  tryDownscale: true,
  tryRotate: false,
  tryInvert: false,
};

/** Ours last. */
export async function qrReaders(): Promise<QrReader[]> {
  // Gives zxing its wasm file, too.
  await readWithZxing({ data: new Uint8Array(4), width: 2, height: 2 });
  return [
    zxing('zxing, whole page', harder),
    zxing('zxing, all it can', { ...harder, tryRotate: true, tryInvert: true, tryDenoise: true }),
    await zbar(),
    jsqr('jsQR, whole page, 3 s', true, JSQR_WHOLE_LIMIT_MS, 4),
    jsqr('jsQR, ≤ 1200 px, 1 s', false, JSQR_SMALL_LIMIT_MS),
    ours(),
  ];
}

function zxing(name: string, options: ReaderOptions): QrReader {
  return {
    name,
    async read(page) {
      const codes = await readBarcodes(pgm(page), options);
      return codes.filter(({ isValid }) => isValid).map(({ text }) => text);
    },
  };
}

/** LGPL-2.1: here to compare with, no part of the product. */
async function zbar(): Promise<QrReader> {
  const scanner = await getDefaultScanner();
  scanner.setConfig(ZBarSymbolType.ZBAR_NONE, ZBarConfigType.ZBAR_CFG_ENABLE, 0);
  scanner.setConfig(ZBarSymbolType.ZBAR_QRCODE, ZBarConfigType.ZBAR_CFG_ENABLE, 1);
  return {
    name: 'zbar, whole page',
    async read({ data, width, height }) {
      const symbols = await scanGrayBuffer(Uint8Array.from(data).buffer, width, height, scanner);
      return symbols.map((symbol) => symbol.decode());
    },
  };
}

function jsqr(name: string, isWhole: boolean, limitMs: number, maxPages?: number): QrReader {
  let thread: Worker | undefined;
  return {
    name,
    maxPages,
    async read(page) {
      thread ??= new Worker(join(__dirname, 'jsqr-thread.js'));
      const answer = await answerOf(thread, { page, isWhole }, limitMs);
      if (answer) return answer;
      await thread.terminate();
      thread = undefined;
      return [];
    },
    close: async () => thread?.terminate(),
  };
}

function answerOf(thread: Worker, question: JsqrQuestion, limitMs: number): Promise<string[] | undefined> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => resolve(undefined), limitMs);
    thread.once('error', reject);
    thread.once('message', (texts: string[]) => {
      clearTimeout(limit);
      thread.off('error', reject);
      resolve(texts);
    });
    thread.postMessage(question);
  });
}

function ours(): QrReader {
  const pool = createQrPool({
    threads: 1,
    onFault: (error) => {
      throw error;
    },
  });
  return { name: 'Sluice', read: async (page) => (await pool.read(page)).texts, close: () => pool.close() };
}
