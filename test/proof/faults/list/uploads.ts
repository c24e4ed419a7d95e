import { request, type ClientRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { rows } from '@sluice/kernel/db';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { type StackApi } from '@sluice/tools/test-stack';
import { OmrClient } from '../../../e2e/omr-client';
import { signIn } from '../../../e2e/sign-in';
import { TusRaw } from '../../../e2e/tus-raw';
import { type Fault, type Scene } from '../fault';

/** A key of a request whose API died is free again after its lease of 20 s; then the work itself. */
const RECOVERY_MS = 40_000;
const BOUNDARY = 'sluice-faults';
const SLOW_PIECES = 20;
const SLOW_PAUSE_MS = 150;

/** A request of one ZIP, of which as much is sent as one likes. */
interface HalfRequest {
  sending: ClientRequest;
  /** All of the body. */
  body: Buffer;
}

async function oneSheet(): Promise<Buffer> {
  return rawZip([{ name: '1.jpg', bytes: await makeSheet({ dpi: 80, taskId: '14900113' }), method: 0 }]);
}

async function beginUpload(url: string, token: string, filename: string): Promise<HalfRequest> {
  const zip = await oneSheet();
  const body = Buffer.concat([
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="has_qr"\r\n\r\ntrue\r\n` +
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\n\r\n`,
    ),
    zip,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);
  const sending = request(`${url}/api/batches/upload`, {
    method: 'POST',
    agent: false,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
      'Content-Length': body.length,
    },
  });
  sending.on('error', () => undefined);
  return { sending, body };
}

async function expectBatches({ db }: Scene, filename: string, expected: number): Promise<void> {
  const found = await rows(db, 'SELECT 1 FROM omr_batches WHERE original_filename = $1', [filename]);
  if (found.length !== expected)
    throw new Error(`${filename} has made ${found.length} batches in place of ${expected}`);
}

/** A name that nobody else in the run has. */
function nameOf({ random }: Scene): string {
  return `fault-${Math.floor(random() * 1e9)}.zip`;
}

export const UPLOAD_FAULTS: readonly Fault[] = [
  {
    name: 'an API is killed in the middle of an upload',
    recoveryBoundMs: RECOVERY_MS,
    async happen(scene) {
      const [api, other] = scene.stack.apis as [StackApi, StackApi];
      const filename = nameOf(scene);
      const { sending, body } = await beginUpload(api.url, await signIn(api.url, 'user'), filename);
      sending.write(body.subarray(0, body.length >> 1));
      await scene.afterRequests(1);
      await api.kill('SIGKILL');
      const user = await OmrClient.login(other.url, 'user');
      const again = await user.upload(await oneSheet(), { has_qr: 'true' }, filename);
      if (again.status !== 202) throw new Error(`Sent again, the upload was answered ${again.status}`);
      await user.waitForEnd(again.body.batch_id);
      await expectBatches(scene, filename, 1);
      await api.restart();
    },
  },
  {
    name: 'an API is killed in the middle of a resumable upload, which goes on at another',
    recoveryBoundMs: RECOVERY_MS,
    async happen(scene) {
      const [api, other] = scene.stack.apis as [StackApi, StackApi];
      const zip = await oneSheet();
      const tus = new TusRaw(api.url, await signIn(api.url, 'user'));
      const path = await tus.create(zip.length);
      const patch = tus.openPatch(path, 0, zip.length);
      patch.write(zip.subarray(0, zip.length >> 1));
      await scene.afterRequests(1);
      await api.kill('SIGKILL');
      const elsewhere = tus.at(other.url);
      const offset = await elsewhere.offset(path);
      const rest = await elsewhere.patch(path, offset, zip.subarray(offset));
      if (rest.status !== 204) throw new Error(`The rest from ${offset} on was answered ${rest.status}`);
      const user = await OmrClient.login(other.url, 'user');
      const made = await user.uploadForm({ has_qr: 'true', upload_id: path.split('/').pop() as string });
      if (made.status !== 202) throw new Error(`The finished upload was answered ${made.status}`);
      const end = await user.waitForEnd(made.body.batch_id);
      if (end.processed_count !== 1) throw new Error(`The sheet came out as ${JSON.stringify(end)}`);
      await api.restart();
    },
  },
  {
    name: 'clients go away in the middle of their uploads',
    recoveryBoundMs: RECOVERY_MS,
    isShort: true,
    async happen(scene) {
      const url = scene.stack.apis[0]?.url as string;
      const token = await signIn(url, 'user');
      const filename = nameOf(scene);
      for (let client = 0; client < 10; client++) {
        const { sending, body } = await beginUpload(url, token, filename);
        await new Promise((resolve) =>
          sending.write(body.subarray(0, body.length * scene.random()), resolve),
        );
        sending.destroy();
      }
      await expectBatches(scene, filename, 0);
    },
  },
  {
    name: 'a client sends its upload in small pieces over three seconds',
    recoveryBoundMs: RECOVERY_MS,
    async happen(scene) {
      const url = scene.stack.apis[0]?.url as string;
      const filename = nameOf(scene);
      const { sending, body } = await beginUpload(url, await signIn(url, 'user'), filename);
      const answered = new Promise<number>((resolve) =>
        sending.on('response', (answer) => resolve(answer.resume().statusCode as number)),
      );
      const piece = Math.ceil(body.length / SLOW_PIECES);
      for (let at = 0; at < body.length; at += piece) {
        sending.write(body.subarray(at, at + piece));
        await delay(SLOW_PAUSE_MS);
      }
      sending.end();
      const status = await answered;
      if (status !== 202) throw new Error(`The slow client was answered ${status}`);
      await expectBatches(scene, filename, 1);
    },
  },
];
