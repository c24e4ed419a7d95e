import { eventually } from '@sluice/kernel/testing';
import sharp from 'sharp';
import { makeImports } from './imports';
import { type Belongings, type Person } from './attack';
import { expectAnswer, type Sender } from './sender';

/** One resource of every kind that the person's role may make, made as any client makes them. */
export async function makeBelongings(send: Sender, person: Person): Promise<Belongings> {
  const marker = markerOf(person);
  const [omrBatch, revenue, audience, upload, openUpload, content, imports] = await Promise.all([
    makeOmrBatch(send, person),
    makeRevenueBatch(send, person),
    makeAudienceUpload(send, person),
    makeUpload(send, person, Buffer.from(`email\n${marker}@mail.example\n`)),
    beginUpload(send, person, 10),
    person.creatorAddress === undefined ? {} : makeContent(send, person),
    ['owner', 'admin'].includes(person.role) ? makeImports(send, person, marker) : {},
  ]);
  return {
    marker,
    login: person.id,
    omrBatch,
    ...revenue,
    ...audience,
    upload,
    openUpload,
    ...content,
    ...imports,
  };
}

/** Stands in all that is theirs. */
export function markerOf({ name }: Person): string {
  return `zq${name.replace('.', 'x')}qz`;
}

/** @returns the id of a batch of one image, which has been read */
export async function makeOmrBatch(send: Sender, as: Person): Promise<string> {
  const form = new FormData();
  form.append('task_id', '12345678');
  form.append('files', new Blob([new Uint8Array(await smallImage())]), `${markerOf(as)}.png`);
  const { batch_id: id } = expectAnswer<{ batch_id: string }>(
    202,
    await send('POST', '/api/batches/upload', { as, form }),
  );
  await eventually(`omr batch ${id}`, async () => {
    const { json } = await send('GET', `/api/batches/${id}/progress`, { as });
    return ['completed', 'failed'].includes((json as { status: string }).status);
  });
  return id;
}

let image: Promise<Buffer> | undefined;

function smallImage(): Promise<Buffer> {
  image ??= sharp({ create: { width: 60, height: 80, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  return image;
}

interface RevenueIds {
  revenueBatch: string;
  revenueFile: string;
}

/** A batch of one file with two rows. */
export async function makeRevenueBatch(send: Sender, as: Person): Promise<RevenueIds> {
  const form = new FormData();
  form.append('files', new Blob([`name,amount\n${markerOf(as)},1\n=1+1,2\n`]), `${markerOf(as)}.csv`);
  form.append('batchName', markerOf(as));
  const { data } = expectAnswer<{ data: { batchId: string; results: { fileId: string }[] } }>(
    200,
    await send('POST', '/api/revenue/upload/batch', { as, form, headers: { Prefer: 'wait=30' } }),
  );
  return { revenueBatch: data.batchId, revenueFile: data.results[0]?.fileId as string };
}

/** An upload of two records, loaded. */
export async function makeAudienceUpload(
  send: Sender,
  as: Person,
): Promise<{ audienceUpload: string; audienceSession: string }> {
  const records = ['a', 'b'].map((letter) => ({
    email: `${markerOf(as)}-${letter}@mail.example`,
    name: '=1+1',
  }));
  const made = expectAnswer<{ upload_id: string; session_token: string }>(
    200,
    await send('POST', '/api/audience/batch-upload', {
      as,
      json: { upload_name: markerOf(as), records },
      headers: { Prefer: 'wait=30' },
    }),
  );
  return { audienceUpload: made.upload_id, audienceSession: made.session_token };
}

/** @returns the id of a finished resumable upload */
export async function makeUpload(
  send: Sender,
  as: Person,
  bytes: Buffer,
  filename = 'a.csv',
): Promise<string> {
  const id = await beginUpload(send, as, bytes.length, filename);
  const sent = await send('PATCH', `/api/uploads/${id}`, {
    as,
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': '0',
      'Content-Type': 'application/offset+octet-stream',
    },
    body: bytes,
  });
  expectAnswer(204, sent);
  return id;
}

/** @returns the id of an upload that waits for so many bytes */
export async function beginUpload(
  send: Sender,
  as: Person,
  bytes: number,
  filename = 'a.csv',
): Promise<string> {
  const begun = await send('POST', '/api/uploads', {
    as,
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(bytes),
      'Upload-Metadata': `filename ${Buffer.from(filename).toString('base64')}`,
    },
  });
  expectAnswer(201, begun);
  return (begun.headers.location as string).split('/').pop() as string;
}

let contents = 0;

/** A content, and a batch that has changed its price. */
export async function makeContent(
  send: Sender,
  as: Person,
): Promise<{ content: string; contentBatch: string }> {
  const contentId = `${markerOf(as)}-${++contents}`;
  const creator = as.creatorAddress as string;
  const content = { creator, contentId, title: 'A title', description: 'x', contentType: 'video', price: 1 };
  expectAnswer(201, await send('POST', '/api/contents', { as, json: content }));
  const { batchId } = expectAnswer<{ batchId: string }>(
    202,
    await send('POST', '/api/batches/batch-update-price', {
      as,
      json: { creator, contentIds: [contentId], newPrice: 2 },
    }),
  );
  await eventually(`content batch ${batchId}`, async () => {
    const { json } = await send('GET', `/api/batches/${batchId}`, { as });
    return ['completed', 'failed'].includes((json as { status: string }).status);
  });
  return { content: contentId, contentBatch: batchId };
}
