import { parentPort } from 'node:worker_threads';
import { readWithJsqr } from '@sluice/worker/systems/omr/read-qr';
import jsQR from 'jsqr';
import { type JsqrQuestion } from './qr-readers';

/** jsQR alone, in a thread that can be killed. */
parentPort?.on('message', ({ page, isWhole }: JsqrQuestion) => {
  parentPort?.postMessage(isWhole ? readWhole(page) : readWithJsqr(page));
});

function readWhole({ data, width, height }: JsqrQuestion['page']): string[] {
  const rgba = new Uint32Array(data.length);
  for (let i = 0; i < data.length; i++) rgba[i] = (data[i] as number) * 0x010101;
  const code = jsQR(new Uint8ClampedArray(rgba.buffer), width, height, { inversionAttempts: 'dontInvert' });
  return code ? [code.data] : [];
}
